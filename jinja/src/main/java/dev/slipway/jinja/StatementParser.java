package dev.slipway.jinja;

import dev.slipway.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads a template's statements. */
final class StatementParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final boolean others;

    private StatementParser(Tokens tokens, boolean others) {
        this.others = others;
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
    }

    /** @param others whether other templates may be named */
    static List<Statement> parse(String name, String source, boolean others) {
        Tokens tokens = new Tokens(name, Lexer.tokens(name, source));
        try {
            List<Statement> body = new StatementParser(tokens, others).body(Set.of());
            if (tokens.peek().kind() != Kind.END) {
                throw tokens.unexpected("a statement");
            }
            return body;
        } catch (TemplateException e) {
            throw e.at(tokens.place());
        }
    }

    /** Up to one of these statements, which is read but for its name, or the end. */
    private List<Statement> body(Set<String> ends) {
        tokens.enter();
        List<Statement> body = new ArrayList<>();
        while (true) {
            switch (tokens.peek().kind()) {
                case DATA -> body.add(new Statement.Data(tokens.next().text()));
                case PRINT_BEGIN -> {
                    tokens.next();
                    TemplateException.Place place = tokens.place();
                    body.add(new Statement.Located(place, new Statement.Print(expressions.tuple())));
                    tokens.expect(Kind.PRINT_END);
                }
                case BLOCK_BEGIN -> {
                    if (ends.contains(tokens.peek(1).text())) {
                        tokens.next();
                        tokens.leave();
                        return body;
                    }
                    tokens.next();
                    TemplateException.Place place = tokens.place();
                    body.add(new Statement.Located(place, statement()));
                }
                case PRINT_END, BLOCK_END, NAME, STRING, NUMBER, OPERATOR -> throw tokens.unexpected("text or a mark");
                case END -> {
                    if (!ends.isEmpty()) {
                        throw tokens.unexpected(String.join(" or ", ends));
                    }
                    tokens.leave();
                    return body;
                }
            }
        }
    }

    private Statement statement() {
        String name = tokens.name();
        return switch (name) {
            case "if" -> choice();
            case "for" -> loop();
            case "set" -> set();
            case "macro" -> macro();
            case "include" -> namingOthers(name, this::include);
            case "import" -> namingOthers(name, this::imported);
            case "from" -> namingOthers(name, this::from);
            case "generation" -> {
                tokens.expect(Kind.BLOCK_END);
                yield new Statement.Passed(block("endgeneration"));
            }
            case "break" -> {
                tokens.expect(Kind.BLOCK_END);
                yield new Statement.Break();
            }
            case "continue" -> {
                tokens.expect(Kind.BLOCK_END);
                yield new Statement.Continue();
            }
            default -> throw unknown(name);
        };
    }

    private Statement namingOthers(String name, Supplier<Statement> read) {
        if (!others) {
            throw unknown(name);
        }
        return read.get();
    }

    private TemplateException unknown(String name) {
        return new TemplateException("statement \"" + name + "\" (expected: if, for, set, macro, "
                + (others ? "include, import, from, " : "") + "raw, generation, break or continue)");
    }

    private List<Statement> block(String end) {
        List<Statement> body = body(Set.of(end));
        tokens.next();
        tokens.expect(Kind.BLOCK_END);
        return body;
    }

    private Statement choice() {
        List<Map.Entry<Expression, List<Statement>>> branches = new ArrayList<>();
        Expression condition = expressions.expression();
        while (true) {
            tokens.expect(Kind.BLOCK_END);
            branches.add(Map.entry(condition, body(Set.of("elif", "else", "endif"))));
            switch (tokens.name()) {
                case "elif" -> condition = expressions.expression();
                case "else" -> condition = new Expression.Constant(Value.of(true));
                default -> {
                    tokens.expect(Kind.BLOCK_END);
                    return new Statement.If(branches);
                }
            }
        }
    }

    private Statement loop() {
        List<String> names = names();
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("in");
        }
        Expression in = expressions.or();
        Optional<Expression> where = tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        tokens.expect(Kind.BLOCK_END);
        List<Statement> body = body(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (tokens.name().equals("else")) {
            tokens.expect(Kind.BLOCK_END);
            otherwise = block("endfor");
        } else {
            tokens.expect(Kind.BLOCK_END);
        }
        return new Statement.For(names, in, where, body, otherwise);
    }

    private List<String> names() {
        boolean parenthesized = tokens.skipOperator("(");
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.name());
        } while (tokens.skipOperator(","));
        if (parenthesized) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Statement set() {
        List<String> names = names();
        Optional<String> member = tokens.skipOperator(".") ? Optional.of(tokens.name()) : Optional.empty();
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple();
            tokens.expect(Kind.BLOCK_END);
            return new Statement.Set(names, member, value);
        }
        tokens.expect(Kind.BLOCK_END);
        return new Statement.SetBlock(names.getFirst(), block("endset"));
    }

    private Statement macro() {
        String name = tokens.name();
        tokens.expectOperator("(");
        List<Map.Entry<String, Optional<Expression>>> parameters = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            String parameter = tokens.name();
            parameters.add(Map.entry(
                    parameter, tokens.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty()));
            if (!tokens.peek().is(Kind.OPERATOR, ")")) {
                tokens.expectOperator(",");
            }
        }
        tokens.expect(Kind.BLOCK_END);
        return new Statement.Macro(name, parameters, block("endmacro"));
    }

    private Statement include() {
        Expression name = expressions.expression();
        boolean ignoreMissing = tokens.skipName("ignore");
        if (ignoreMissing && !tokens.skipName("missing")) {
            throw tokens.unexpected("missing");
        }
        if (tokens.skipName("with") && !tokens.skipName("context")) {
            throw tokens.unexpected("context");
        }
        tokens.expect(Kind.BLOCK_END);
        return new Statement.Include(name, ignoreMissing);
    }

    private Statement imported() {
        Expression name = expressions.expression();
        if (!tokens.skipName("as")) {
            throw tokens.unexpected("as");
        }
        String as = tokens.name();
        tokens.expect(Kind.BLOCK_END);
        return new Statement.Import(name, as);
    }

    private Statement from() {
        Expression name = expressions.expression();
        if (!tokens.skipName("import")) {
            throw tokens.unexpected("import");
        }
        Map<String, String> members = new LinkedHashMap<>();
        do {
            String member = tokens.name();
            members.put(member, tokens.skipName("as") ? tokens.name() : member);
        } while (tokens.skipOperator(","));
        tokens.expect(Kind.BLOCK_END);
        return new Statement.From(name, members);
    }
}
