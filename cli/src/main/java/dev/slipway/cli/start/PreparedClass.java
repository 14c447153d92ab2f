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
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites a class file so that Java's start-up cache can hold it, without changing what it does:
 *
 * <ul>
 *   <li>class files before version 50 have no stack maps, and the cache takes none of them; they get maps and version 52;
 *   <li>a {@code switch} over patterns asks {@code SwitchBootstraps} at run time to make a class for it, which the cache
 *       does not keep (only lambdas and string concatenation); it gets a method with the same tests instead;
 *   <li>a record's {@code equals} and {@code hashCode} ask {@code ObjectMethods} for method handles at their first call,
 *       a millisecond or more each; they get methods that do the same.
 * </ul>
 */
final class PreparedClass {
    private static final int FIRST_WITH_STACK_MAPS = 50;
    private static final int VERSION = 52;
    private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    /** Of a record's bootstrap: the record, the names of its fields, then their getters. */
    private static final int GETTERS = 2;

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
        Replaced replaced = new Replaced(model);
        byte[] rewritten = files.transformClass(
                model,
                ClassTransform.transformingMethodBodies(replaced::replace)
                        .andThen(ClassTransform.ofStateful(() -> new Ending(replaced))));
        if (!old && replaced.made.isEmpty()) {
            return bytes;
        }
        List<VerifyError> faults = files.verify(rewritten);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "class " + model.thisClass().asInternalName() + " cannot be prepared", faults.getFirst());
        }
        return rewritten;
    }

    /** The calls of one class that are replaced: switches whose labels are types only, and records' methods. */
    private static final class Replaced {
        private final ClassModel model;
        private final List<MadeMethod> made = new ArrayList<>();

        Replaced(ClassModel model) {
            this.model = model;
        }

        void replace(CodeBuilder code, CodeElement element) {
            Optional<MadeMethod> replacement =
                    element instanceof InvokeDynamicInstruction call ? replacement(call) : Optional.empty();
            if (replacement.isEmpty()) {
                code.with(element);
                return;
            }
            MadeMethod method = replacement.get();
            made.add(method);
            code.invokestatic(
                    model.thisClass().asSymbol(),
                    method.name(),
                    method.type(),
                    model.flags().has(AccessFlag.INTERFACE));
        }

        private Optional<MadeMethod> replacement(InvokeDynamicInstruction call) {
            ClassDesc owner = call.bootstrapMethod().owner();
            String name = call.name().stringValue();
            String unique = name + "$" + made.size();
            if (owner.equals(SWITCHES)
                    && name.equals("typeSwitch")
                    && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance)) {
                return Optional.of(new MadeMethod.Switch(unique, call.typeSymbol(), call.bootstrapArgs()));
            }
            if (owner.equals(RECORDS) && name.equals("hashCode")) {
                return Optional.of(new MadeMethod.RecordHash(unique, call.typeSymbol(), getters(call)));
            }
            if (owner.equals(RECORDS) && name.equals("equals")) {
                return Optional.of(new MadeMethod.RecordEquals(unique, call.typeSymbol(), getters(call)));
            }
            return Optional.empty();
        }

        private static List<DirectMethodHandleDesc> getters(InvokeDynamicInstruction call) {
            return call.bootstrapArgs().stream()
                    .skip(GETTERS)
                    .map(DirectMethodHandleDesc.class::cast)
                    .toList();
        }
    }

    private record Ending(Replaced replaced) implements ClassTransform {
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
            for (MadeMethod one : replaced.made) {
                made.withMethodBody(one.name(), one.type(), flags, one::write);
            }
        }
    }
}
