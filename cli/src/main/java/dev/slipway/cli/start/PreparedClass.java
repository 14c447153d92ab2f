package dev.slipway.cli.start;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a class file so that Java's start-up cache can hold it, without changing what it does:
 *
 * <ul>
 *   <li>class files before version 50 have no stack maps, and the cache takes none of them; they get maps and version 52;
 *   <li>a {@code switch} over patterns asks {@code SwitchBootstraps} at run time to make a class for it, which the cache
 *       does not keep (only lambdas and string concatenation); it gets a method with the same tests instead.
 * </ul>
 */
final class PreparedClass {
    private static final int FIRST_WITH_STACK_MAPS = 50;
    private static final int VERSION = 52;
    private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    private final ClassFile files;

    /** @param classes finds the classes that a class names */
    PreparedClass(ClassLoader classes) {
        ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(classes)
                .orElse(ClassHierarchyResolver.defaultResolver())
                .cached();
        this.files = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.DeadCodeOption.KEEP_DEAD_CODE,
                ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    }

    byte[] rewrite(byte[] bytes) {
        ClassModel model = files.parse(bytes);
        boolean old = model.majorVersion() < FIRST_WITH_STACK_MAPS;
        if (!old && model.constantPool().bootstrapMethodCount() == 0) {
            return bytes;
        }
        Switches switches = new Switches(model);
        byte[] rewritten = files.transformClass(
                model,
                ClassTransform.transformingMethodBodies(switches::replace)
                        .andThen(ClassTransform.ofStateful(() -> new Ending(switches))));
        if (!old && switches.found.isEmpty()) {
            return bytes;
        }
        List<VerifyError> faults = files.verify(rewritten);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "class " + model.thisClass().asInternalName() + " cannot be prepared", faults.getFirst());
        }
        return rewritten;
    }

    /** The tests of one switch: the number of the first label at or after the given one that fits; -1 for null. */
    private record Switch(String name, MethodTypeDesc type, List<ConstantDesc> labels) {
        void write(CodeBuilder code) {
            Label notNull = code.newLabel();
            code.aload(0).ifnonnull(notNull).iconst_m1().ireturn().labelBinding(notNull);
            for (int i = 0; i < labels.size(); i++) {
                Label next = code.newLabel();
                code.iload(1).loadConstant(i).if_icmpgt(next);
                code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
                code.loadConstant(i).ireturn().labelBinding(next);
            }
            code.loadConstant(labels.size()).ireturn();
        }
    }

    /** The switches of one class whose labels are types only; others stay as they are. */
    private static final class Switches {
        private final ClassModel model;
        private final List<Switch> found = new ArrayList<>();

        Switches(ClassModel model) {
            this.model = model;
        }

        void replace(CodeBuilder code, CodeElement element) {
            if (element instanceof InvokeDynamicInstruction call
                    && call.bootstrapMethod().owner().equals(SWITCHES)
                    && call.name().equalsString("typeSwitch")
                    && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance)) {
                Switch made = new Switch("switch$" + found.size(), call.typeSymbol(), call.bootstrapArgs());
                found.add(made);
                code.invokestatic(
                        model.thisClass().asSymbol(),
                        made.name(),
                        made.type(),
                        model.flags().has(AccessFlag.INTERFACE));
            } else {
                code.with(element);
            }
        }
    }

    private record Ending(Switches switches) implements ClassTransform {
        @Override
        public void accept(ClassBuilder made, ClassElement element) {
            if (element instanceof ClassFileVersion version && version.majorVersion() < FIRST_WITH_STACK_MAPS) {
                made.withVersion(VERSION, 0);
            } else {
                made.with(element);
            }
        }

        @Override
        public void atEnd(ClassBuilder made) {
            int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
            for (Switch one : switches.found) {
                made.withMethodBody(one.name(), one.type(), flags, one::write);
            }
        }
    }
}
