package dev.slipway.advise.check.stages;

import dev.slipway.advise.shell.ShellCommand;
import java.util.List;

/**
 * What one command installs.
 *
 * @param packages by name, as written: {@code torch==2.6}, {@code gcc-12}
 * @param manifests files that name more: {@code requirements.txt}, {@code package.json}, {@code go.mod}
 * @param projects local directories, wheels and archives: {@code .}, {@code dist/*.whl}, extras cut off
 * @param withDependencies false where {@code --no-deps} and the like keep dependencies out
 */
public record Install(
        Manager manager,
        List<String> packages,
        List<String> manifests,
        List<String> projects,
        boolean withDependencies,
        ShellCommand command) {
    public Install {
        packages = List.copyOf(packages);
        manifests = List.copyOf(manifests);
        projects = List.copyOf(projects);
    }

    /** Whether it reads files that the image must hold already. */
    public boolean readsFiles() {
        return !manifests.isEmpty() || !projects.isEmpty();
    }

    /** Where a manager keeps what it downloads. */
    public enum Manager {
        APT("apt-get", "/var/cache/apt"),
        APK("apk", "/var/cache/apk"),
        DNF("dnf", "/var/cache/dnf"),
        PIP("pip", "/root/.cache/pip"),
        UV("uv", "/root/.cache/uv"),
        POETRY("poetry", "/root/.cache/pypoetry"),
        CONDA("conda", "/opt/conda/pkgs"),
        NPM("npm", "/root/.npm"),
        YARN("yarn", "/usr/local/share/.cache/yarn"),
        PNPM("pnpm", "/pnpm/store"),
        CARGO("cargo", "/usr/local/cargo/registry"),
        GO("go", "/go/pkg/mod"),
        MAVEN("mvn", "/root/.m2"),
        GRADLE("gradle", "/root/.gradle"),
        BUNDLER("bundle", "/usr/local/bundle/cache");

        private final String shown;
        private final String cache;

        Manager(String shown, String cache) {
            this.shown = shown;
            this.cache = cache;
        }

        /** The command's name. */
        public String shown() {
            return shown;
        }

        /** Its download cache, where root runs it in a usual image. */
        public String cache() {
            return cache;
        }

        public boolean isPython() {
            return this == PIP || this == UV || this == POETRY;
        }

        public boolean isSystem() {
            return this == APT || this == APK || this == DNF;
        }
    }
}
