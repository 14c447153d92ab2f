package dev.slipway.cli.start;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** A static method that does what code linked at run time would do. */
sealed interface MadeMethod {
    String name();

    MethodTypeDesc type();

    void write(CodeBuilder code);

    /** The tests of one switch: the number of the first label at or after the given one that fits; -1 for null. */
    record Switch(String name, MethodTypeDesc type, List<ConstantDesc> labels) implements MadeMethod {
        @Override
        public void write(CodeBuilder code) {
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

    /** A record's {@code hashCode}, with the sum that {@code ObjectMethods} makes. */
    record RecordHash(String name, MethodTypeDesc type, List<DirectMethodHandleDesc> fields) implements MadeMethod {
        @Override
        public void write(CodeBuilder code) {
            code.iconst_0();
            for (DirectMethodHandleDesc field : fields) {
                ClassDesc of = fieldType(field);
                code.bipush(31).imul();
                code.aload(0).getfield(type.parameterType(0), field.methodName(), of);
                if (of.isPrimitive()) {
                    code.invokestatic(box(of), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, of));
                } else {
                    code.invokestatic(
                            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
                }
                code.iadd();
            }
            code.ireturn();
        }
    }

    /** A record's {@code equals}: numbers by {@code compare}, everything else by {@code equals}. */
    record RecordEquals(String name, MethodTypeDesc type, List<DirectMethodHandleDesc> fields) implements MadeMethod {
        @Override
        public void write(CodeBuilder code) {
            ClassDesc owner = type.parameterType(0);
            Label same = code.newLabel();
            Label different = code.newLabel();
            code.aload(0).aload(1).if_acmpeq(same);
            code.aload(1).instanceOf(owner).ifeq(different);
            for (DirectMethodHandleDesc field : fields) {
                ClassDesc of = fieldType(field);
                code.aload(0).getfield(owner, field.methodName(), of);
                code.aload(1).checkcast(owner).getfield(owner, field.methodName(), of);
                if (of.isPrimitive()) {
                    code.invokestatic(box(of), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of));
                    code.ifne(different);
                } else {
                    code.invokestatic(
                            OBJECTS,
                            "equals",
                            MethodTypeDesc.of(
                                    ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object));
                    code.ifeq(different);
                }
            }
            code.labelBinding(same).iconst_1().ireturn();
            code.labelBinding(different).iconst_0().ireturn();
        }
    }

    ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    private static ClassDesc fieldType(DirectMethodHandleDesc getter) {
        return getter.invocationType().returnType();
    }

    private static ClassDesc box(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case SHORT -> ConstantDescs.CD_Short;
            case CHAR -> ConstantDescs.CD_Character;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalArgumentException("type: " + primitive);
        };
    }
}
