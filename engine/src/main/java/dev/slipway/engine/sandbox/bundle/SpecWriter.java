package dev.slipway.engine.sandbox.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.plan.request.BuildRequest.Ulimit;
import dev.slipway.plan.request.NetworkMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes {@code config.json} (OCI runtime-spec 1.0.2, config.md and config-linux.md) with Docker's defaults. */
public final class SpecWriter {
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    /** A step is ended for lack of memory before the builder is. */
    private static final int OOM_SCORE = 300;
    /** Enough for any linker, and few enough for programs that close every descriptor one by one. */
    private static final long OPEN_FILES = 65_536;

    private final StepSpec spec;
    private final HostTraits host;

    public SpecWriter(StepSpec spec, HostTraits host) {
        this.spec = spec;
        this.host = host;
    }

    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("ociVersion", "1.0.2");
            json.writeStringField("hostname", spec.hostname());
            json.writeObjectFieldStart("root");
            json.writeStringField("path", spec.root().toString());
            json.writeBooleanField("readonly", false);
            json.writeEndObject();
            json.writeFieldName("process");
            process(json);
            json.writeArrayFieldStart("mounts");
            for (SpecMount mount : DefaultMounts.with(spec, host)) {
                mount(json, mount);
            }
            json.writeEndArray();
            json.writeFieldName("linux");
            linux(json);
            json.writeEndObject();
        }
    }

    private void process(JsonGenerator json) throws IOException {
        StepSpec.Process process = spec.process();
        json.writeStartObject();
        json.writeBooleanField("terminal", false);
        json.writeObjectFieldStart("user");
        json.writeNumberField("uid", process.user().uid());
        json.writeNumberField("gid", process.user().gid());
        json.writeArrayFieldStart("additionalGids");
        for (long group : process.user().groups()) {
            json.writeNumber(group);
        }
        json.writeEndArray();
        json.writeEndObject();
        strings(json, "args", process.arguments());
        strings(json, "env", process.environment());
        json.writeStringField("cwd", process.workingDirectory());
        json.writeBooleanField("noNewPrivileges", false);
        json.writeNumberField("oomScoreAdj", Math.max(host.oomScore(), OOM_SCORE));
        capabilities(json);
        rlimits(json);
        json.writeEndObject();
    }

    private void capabilities(JsonGenerator json) throws IOException {
        boolean insecure = spec.limits().insecure();
        List<String> given =
                Capabilities.forStep(insecure, host.cgroups() || host.userNamespace(), host.capabilities());
        json.writeObjectFieldStart("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            strings(json, set, given);
        }
        // An inheritable set would let a file with capabilities give them to any user of the image.
        strings(json, "inheritable", insecure ? given : List.of());
        strings(json, "ambient", insecure ? given : List.of());
        json.writeEndObject();
    }

    private void rlimits(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("rlimits");
        boolean openFiles = false;
        for (Ulimit limit : spec.limits().ulimits()) {
            String name = limit.name().toUpperCase(Locale.ROOT);
            openFiles |= name.equals("NOFILE");
            rlimit(json, name, limit.soft(), limit.hard());
        }
        if (!openFiles) {
            long hard = host.openFiles();
            rlimit(json, "NOFILE", hard < 0 ? OPEN_FILES : Math.min(hard, OPEN_FILES), hard);
        }
        json.writeEndArray();
    }

    private static void rlimit(JsonGenerator json, String name, long soft, long hard) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "RLIMIT_" + name);
        // Unsigned 64 bits; -1 is RLIM_INFINITY.
        json.writeFieldName("soft");
        json.writeNumber(Long.toUnsignedString(soft));
        json.writeFieldName("hard");
        json.writeNumber(Long.toUnsignedString(hard));
        json.writeEndObject();
    }

    private static void mount(JsonGenerator json, SpecMount mount) throws IOException {
        json.writeStartObject();
        json.writeStringField("destination", mount.destination());
        json.writeStringField("type", mount.type());
        json.writeStringField("source", mount.source());
        strings(json, "options", mount.options());
        json.writeEndObject();
    }

    private void linux(JsonGenerator json) throws IOException {
        boolean insecure = spec.limits().insecure();
        json.writeStartObject();
        namespaces(json);
        if (host.cgroups()) {
            json.writeStringField("cgroupsPath", spec.cgroup());
        }
        json.writeObjectFieldStart("resources");
        json.writeArrayFieldStart("devices");
        json.writeStartObject();
        json.writeBooleanField("allow", insecure);
        json.writeStringField("access", "rwm");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        if (insecure && !host.userNamespace()) {
            InsecureDevices.write(json);
        }
        if (!insecure) {
            json.writeFieldName("seccomp");
            SeccompProfile.write(json, host.architecture());
            strings(json, "maskedPaths", MASKED);
            strings(json, "readonlyPaths", READ_ONLY);
        }
        json.writeEndObject();
    }

    private void namespaces(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("namespaces");
        namespace(json, "pid");
        namespace(json, "ipc");
        namespace(json, "uts");
        namespace(json, "mount");
        if (spec.limits().network() == NetworkMode.NONE) {
            namespace(json, "network");
        }
        if (host.cgroupNamespaces()) {
            namespace(json, "cgroup");
        }
        json.writeEndArray();
    }

    private static void namespace(JsonGenerator json, String type) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type);
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
