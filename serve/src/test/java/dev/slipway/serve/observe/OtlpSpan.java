package dev.slipway.serve.observe;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span read by the field numbers of opentelemetry/proto/trace/v1/trace.proto, without its generated classes.
 *
 * @param kind 2 is a server's
 * @param attributes texts as they are, numbers in decimal, lists by their elements
 * @param status 2 is an error
 */
record OtlpSpan(
        String traceId,
        String spanId,
        String state,
        String parentId,
        String name,
        long kind,
        Map<String, String> attributes,
        List<String> events,
        long status) {
    static OtlpSpan onlyOneOf(byte[] export) throws InvalidProtocolBufferException {
        UnknownFieldSet resourceSpans = message(UnknownFieldSet.parseFrom(export), 1);
        UnknownFieldSet span = message(message(resourceSpans, 2), 2);
        Map<String, String> attributes = new TreeMap<>();
        for (UnknownFieldSet pair : messages(span, 9)) {
            attributes.put(text(pair, 1), value(message(pair, 2)));
        }
        return new OtlpSpan(
                hex(span, 1),
                hex(span, 2),
                text(span, 3),
                hex(span, 4),
                text(span, 5),
                number(span, 6),
                attributes,
                messages(span, 11).stream().map(event -> text(event, 2)).toList(),
                span.hasField(15) ? number(message(span, 15), 3) : 0);
    }

    private static String value(UnknownFieldSet value) throws InvalidProtocolBufferException {
        if (value.hasField(1)) {
            return text(value, 1);
        }
        if (value.hasField(5)) {
            StringBuilder list = new StringBuilder();
            for (UnknownFieldSet element : messages(message(value, 5), 1)) {
                list.append(value(element));
            }
            return list.toString();
        }
        return Long.toString(number(value, 3));
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet from, int field)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> found = new ArrayList<>();
        for (ByteString each : from.getField(field).getLengthDelimitedList()) {
            found.add(UnknownFieldSet.parseFrom(each));
        }
        return found;
    }

    private static UnknownFieldSet message(UnknownFieldSet from, int field) throws InvalidProtocolBufferException {
        List<UnknownFieldSet> found = messages(from, field);
        if (found.size() != 1) {
            throw new AssertionError("field " + field + ": " + found.size() + " messages (expected: 1)");
        }
        return found.getFirst();
    }

    private static String text(UnknownFieldSet from, int field) {
        return from.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .findFirst()
                .orElse("");
    }

    private static String hex(UnknownFieldSet from, int field) {
        return from.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .findFirst()
                .orElse("");
    }

    private static long number(UnknownFieldSet from, int field) {
        return from.getField(field).getVarintList().stream().findFirst().orElse(0L);
    }
}
