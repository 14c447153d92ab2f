package dev.slipway.serve.sglang;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.slipway.serve.proto.GenerateResponse;
import dev.slipway.serve.proto.TextGenerateResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the messages of a typed RPC tell: field 1; the others, meta_info (2) and finished (3), are the same for all. */
enum TypedForm {
    /** TextGenerateResponse: text. */
    TEXT {
        @Override
        MessageLite message(ChoiceProgress choice, Map<String, String> meta) {
            return TextGenerateResponse.newBuilder()
                    .setText(choice.text().toString())
                    .putAllMetaInfo(meta)
                    .setFinished(choice.isFinished())
                    .build();
        }

        @Override
        int size(ChoiceProgress choice) {
            return choice.text().isEmpty()
                    ? 0
                    : CodedOutputStream.computeStringSize(1, choice.text().toString());
        }

        @Override
        void write(ChoiceProgress choice, CodedOutputStream to) throws IOException {
            if (!choice.text().isEmpty()) {
                to.writeString(1, choice.text().toString());
            }
        }
    },

    /** GenerateResponse: output_ids, packed. */
    IDS {
        @Override
        MessageLite message(ChoiceProgress choice, Map<String, String> meta) {
            return GenerateResponse.newBuilder()
                    .addAllOutputIds(choice.ids())
                    .putAllMetaInfo(meta)
                    .setFinished(choice.isFinished())
                    .build();
        }

        @Override
        int size(ChoiceProgress choice) {
            int packed = packed(choice.ids());
            return packed == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(packed) + packed;
        }

        @Override
        void write(ChoiceProgress choice, CodedOutputStream to) throws IOException {
            if (choice.ids().isEmpty()) {
                return;
            }
            to.writeTag(1, 2);
            to.writeUInt32NoTag(packed(choice.ids()));
            for (int id : choice.ids()) {
                to.writeInt32NoTag(id);
            }
        }

        private static int packed(List<Integer> ids) {
            int size = 0;
            for (int id : ids) {
                size += CodedOutputStream.computeInt32SizeNoTag(id);
            }
            return size;
        }
    };

    /** The whole message. */
    abstract MessageLite message(ChoiceProgress choice, Map<String, String> meta);

    /** How many bytes {@link #write} writes. */
    abstract int size(ChoiceProgress choice);

    /** Field 1 alone, nothing when it is empty. */
    abstract void write(ChoiceProgress choice, CodedOutputStream to) throws IOException;
}
