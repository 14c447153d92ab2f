package dev.slipway.engine.sandbox.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Device nodes that an insecure step finds besides the usual ones, as under BuildKit. */
final class InsecureDevices {
    private static final int LOOP_DEVICES = 8;
    private static final int LOOP_MAJOR = 7;
    private static final int MISC_MAJOR = 10;

    private InsecureDevices() {}

    /** Writes the field {@code linux.devices}. */
    static void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("devices");
        device(json, "/dev/kmsg", "c", 1, 11);
        device(json, "/dev/cuse", "c", MISC_MAJOR, 203);
        device(json, "/dev/fuse", "c", MISC_MAJOR, 229);
        device(json, "/dev/kvm", "c", MISC_MAJOR, 232);
        device(json, "/dev/net/tun", "c", MISC_MAJOR, 200);
        device(json, "/dev/loop-control", "c", MISC_MAJOR, 237);
        for (int i = 0; i < LOOP_DEVICES; i++) {
            device(json, "/dev/loop" + i, "b", LOOP_MAJOR, i);
        }
        json.writeEndArray();
    }

    private static void device(JsonGenerator json, String path, String type, int major, int minor) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", path);
        json.writeStringField("type", type);
        json.writeNumberField("major", major);
        json.writeNumberField("minor", minor);
        json.writeEndObject();
    }
}
