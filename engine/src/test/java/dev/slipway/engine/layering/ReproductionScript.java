package dev.slipway.engine.layering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A scenario as a shell script to be pasted: it makes images and context in the current directory and builds. Owners,
 * devices and capabilities need root.
 */
final class ReproductionScript {
    private static final String PACK = """
            set -eu
            put() { # PATH OWNER MODE
              chown -h "$2:$2" "$1"; [ -L "$1" ] || chmod "$3" "$1"
            }
            pack() { # IMAGE LAYER...: IMAGE.tar, as docker save writes it
              image=$1; shift; layers= diffs=
              mkdir "$image.pack"
              for layer; do
                tar --numeric-owner --xattrs --xattrs-include='*' --sort=name --format=pax \\
                  -cf "$image.pack/$layer.tar" -C "$layer" .
                layers="$layers${layers:+,}\\"$layer.tar\\""
                diffs="$diffs${diffs:+,}\\"sha256:$(sha256sum "$image.pack/$layer.tar" | cut -d ' ' -f 1)\\""
              done
              printf '{"os":"linux","architecture":"%s","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' \\
                "$ARCHITECTURE" "$diffs" > "$image.pack/config.json"
              printf '[{"Config":"config.json","RepoTags":["%s:1"],"Layers":[%s]}]' "$image" "$layers" \\
                > "$image.pack/manifest.json"
              tar -cf "$image.tar" -C "$image.pack" .
            }
            """;

    private final Scenario scenario;
    private final StringBuilder script = new StringBuilder();

    private ReproductionScript(Scenario scenario) {
        this.scenario = scenario;
    }

    static String of(Scenario scenario) {
        return new ReproductionScript(scenario).write();
    }

    private String write() {
        String architecture = dev.slipway.image.Platform.host().architecture();
        script.append("ARCHITECTURE=").append(architecture).append('\n').append(PACK);
        for (Map.Entry<String, List<List<TreeChange>>> image : scenario.images().entrySet()) {
            image(image.getKey(), LayerTree.stack(image.getValue()));
        }
        script.append("mkdir context\n");
        tree("context", LayerTree.stack(List.of(scenario.context())).getFirst(), false);
        if (scenario.hasRun()) {
            script.append("mkdir tools; cp /bin/busybox tools\n");
        }
        script.append("cat > Dockerfile <<'THE_END'\n").append(scenario.dockerfile());
        script.append("THE_END\n${SLIPWAY:-slipway} build -f Dockerfile");
        for (String image : scenario.images().keySet()) {
            script.append(" --build-context ")
                    .append(image)
                    .append("=docker-archive://$PWD/")
                    .append(image + ".tar");
        }
        script.append(scenario.hasRun() ? " --build-context tools=tools" : "");
        return script.append(" -o type=oci,tar=false,dest=out context\n").toString();
    }

    private void image(String name, List<LayerTree> layers) {
        List<String> names = new ArrayList<>();
        for (LayerTree layer : layers) {
            String directory = name + "-layer" + names.size();
            names.add(directory);
            script.append("mkdir ").append(directory).append('\n');
            tree(directory, layer, true);
        }
        script.append("pack ").append(name);
        names.forEach(layer -> script.append(' ').append(layer));
        script.append('\n');
    }

    private void tree(String root, LayerTree tree, boolean owners) {
        List<String> directoryTimes = new ArrayList<>();
        Map<LayerTree.Item, String> first = new java.util.IdentityHashMap<>();
        for (Map.Entry<String, LayerTree.Item> item : tree.items().entrySet()) {
            String path = root + (item.getKey().equals("/") ? "" : item.getKey());
            if (!(item.getValue() instanceof LayerTree.Inode inode)) {
                int slash = path.lastIndexOf('/') + 1;
                line(": > " + path.substring(0, slash) + ".wh." + path.substring(slash));
                continue;
            }
            String known = first.putIfAbsent(inode, path);
            if (known != null) {
                line("ln " + known + " " + path);
                continue;
            }
            make(path, inode.node());
            dress(path, inode.node(), owners);
            String touch = "touch -h -d @" + inode.node().modifiedSeconds(scenario.times()) + " " + path;
            if (inode.node().isDirectory()) {
                directoryTimes.addFirst(touch);
            } else {
                line(touch);
            }
            if (tree.isOpaque(item.getKey())) {
                line(": > " + path + "/.wh..wh..opq");
            }
        }
        directoryTimes.forEach(this::line);
    }

    private void make(String path, Node node) {
        switch (node.kind()) {
            case DIRECTORY -> line("mkdir -p " + path);
            case FILE -> line(content(node.detail()) + " > " + path);
            case SYMLINK -> line("ln -s " + node.detail() + " " + path);
            case FIFO -> line("mkfifo " + path);
            case CHARACTER -> line("mknod " + path + " c " + node.major() + " " + node.minor());
            case BLOCK -> line("mknod " + path + " b " + node.major() + " " + node.minor());
        }
    }

    /** Long contents are one letter many times. */
    private static String content(String text) {
        return text.length() > 40
                ? "head -c " + text.length() + " /dev/zero | tr '\\0' " + text.charAt(0)
                : "printf %s '" + text + "'";
    }

    private void dress(String path, Node node, boolean owners) {
        String mode = Integer.toOctalString(node.mode());
        line(
                owners
                        ? "put " + path + " " + node.owner() + " " + mode
                        : node.kind() == Node.Kind.SYMLINK ? ":" : "chmod " + mode + " " + path);
        if (owners && node.hasNote()) {
            line("setfattr -n user.note -v " + node.extras().note() + " " + path);
        }
        if (owners && node.hasCapability()) {
            line("setcap cap_net_bind_service=ep " + path);
        }
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
