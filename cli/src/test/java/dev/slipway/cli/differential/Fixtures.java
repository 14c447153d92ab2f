package dev.slipway.cli.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The base image and the build context that all cases share; made by code, because git keeps neither modes nor links. */
final class Fixtures {
    private Fixtures() {}

    /** A base of a shell, users and a few shapes of files. Pushed to the registry under {@code name}. */
    static void pushBase(Path scratch, String name) throws IOException {
        Path root = Files.createDirectories(scratch.resolve("base-root"));
        for (String directory : new String[] {
            "bin", "etc", "tmp", "root", "var/lib", "usr/local/bin", "home/app", "opt", "proc", "sys", "dev", "run"
        }) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/home/app:/bin/sh\nother:x:1002:1002::/:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\napp:x:1001:\nextra:x:2000:app\nother:x:1002:\n");
        Files.writeString(root.resolve("etc/base-file"), "from the base\n");
        Files.createDirectories(root.resolve("opt/dir/sub"));
        Files.writeString(root.resolve("opt/dir/one"), "1\n");
        Files.writeString(root.resolve("opt/dir/sub/two"), "2\n");
        Files.createSymbolicLink(root.resolve("opt/link-to-dir"), Path.of("dir"));
        Files.createSymbolicLink(root.resolve("opt/absolute-link"), Path.of("/opt/dir"));
        Files.createSymbolicLink(root.resolve("opt/link-to-file"), Path.of("dir/one"));
        Programs.check(
                "sh",
                "-c",
                "cd '" + root + "' && for a in $(bin/busybox --list); do [ $a = busybox ] || ln -s busybox bin/$a; done"
                        + " && chmod 1777 tmp && chmod 0700 root && chown -R 1000:1001 home/app");
        Path layout = scratch.resolve("base-layout");
        Programs.check("umoci", "init", "--layout", layout.toString());
        Programs.check("umoci", "new", "--image", layout + ":base");
        Programs.check("umoci", "insert", "--image", layout + ":base", root.toString(), "/");
        Programs.check(
                "umoci",
                "config",
                "--image",
                layout + ":base",
                "--config.env",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "--config.env",
                "FROM_BASE=yes",
                "--config.label",
                "base.label=kept",
                "--config.cmd",
                "/bin/sh",
                "--architecture",
                dev.slipway.image.Platform.host().architecture(),
                "--os",
                "linux");
        Programs.check(
                "skopeo", "copy", "-q", "--dest-tls-verify=false", "oci:" + layout + ":base", "docker://" + name);
    }

    /** A context with files of many kinds. */
    static void writeContext(Path context) throws IOException {
        write(context, "a.txt", "alpha\n", "rw-r--r--");
        write(context, "b.txt", "beta\n", "rw-------");
        write(context, "c.md", "# gamma\n", "rw-r--r--");
        write(context, "run.sh", "#!/bin/sh\necho run\n", "rwxr-xr-x");
        write(context, "empty", "", "rw-r--r--");
        write(context, "dir/one.txt", "1\n", "rw-r--r--");
        write(context, "dir/two.log", "2\n", "rw-r--r--");
        write(context, "dir/sub/three.txt", "3\n", "rwxr-x---");
        write(context, "dir/sub/deep/four.log", "4\n", "rw-r--r--");
        write(context, "dir/.hidden", "h\n", "rw-r--r--");
        write(context, "tree/x/1.txt", "x1\n", "rw-r--r--");
        write(context, "tree/x/y/2.txt", "xy2\n", "rw-r--r--");
        write(context, "tree/z/3.txt", "z3\n", "rw-r--r--");
        write(context, "with space/file name.txt", "spaces\n", "rw-r--r--");
        write(context, "ignored/secret.txt", "never\n", "rw-r--r--");
        write(context, "ignored/keep.txt", "kept\n", "rw-r--r--");
        write(context, "brackets[1].txt", "brackets\n", "rw-r--r--");
        write(context, ".dockerignore", "ignored/*\n!ignored/keep.txt\n**/*.tmp\n", "rw-r--r--");
        write(context, "junk.tmp", "junk\n", "rw-r--r--");
        Files.createDirectories(context.resolve("empty-dir"));
        Files.createSymbolicLink(context.resolve("link"), Path.of("a.txt"));
        Files.createSymbolicLink(context.resolve("dirlink"), Path.of("dir"));
        Files.createSymbolicLink(context.resolve("dir/inner-link"), Path.of("one.txt"));
        Files.createSymbolicLink(context.resolve("dangling"), Path.of("nowhere"));
        Files.createLink(context.resolve("dir/hard.txt"), context.resolve("dir/one.txt"));
        Path packed = Files.createDirectories(context.resolve("../packed").normalize());
        write(packed, "p/inner.txt", "packed\n", "rw-r--r--");
        write(packed, "p/tool", "tool\n", "rwxr-xr-x");
        Programs.check(
                "sh",
                "-c",
                "cd '" + packed + "' && chown -R 1000:1001 p && for z in 'cf :' 'czf :.gz' 'cjf :.bz2' 'cJf :.xz'; do"
                        + " tar ${z%% *} '" + context + "'/files.tar${z##*:} p; done && gzip -nc p/tool > '" + context
                        + "'/tool.gz");
        Programs.check("rm", "-rf", packed.toString());
    }

    private static void write(Path context, String name, String text, String mode) throws IOException {
        Path file = context.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
