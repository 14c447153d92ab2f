package dev.slipway.cli.start;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars that every start loads, ours and picocli's, so that Java's start-up cache can hold all of them;
 * what the classes do stays the same ({@link PreparedClass}). Part of the Maven build, after the jars are collected.
 */
public final class PreparedJars {
    private PreparedJars() {}

    /** @param arguments the directory of jars */
    public static void main(String[] arguments) throws IOException {
        Path lib = Path.of(arguments[0]);
        List<Path> jars;
        try (var files = Files.list(lib)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader classes =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            PreparedClass prepared = new PreparedClass(classes);
            for (Path jar : jars) {
                String name = String.valueOf(jar.getFileName());
                if (isLoadedAtEveryStart(name)) {
                    rewrite(jar, prepared);
                }
            }
        }
    }

    /** The server's jar has its libraries elsewhere, and no other command loads it. */
    private static boolean isLoadedAtEveryStart(String name) {
        return name.startsWith("picocli-") || name.startsWith("slipway-") && !name.startsWith("slipway-serve-");
    }

    private static void rewrite(Path jar, PreparedClass prepared) throws IOException {
        Path part = jar.resolveSibling(jar.getFileName() + ".part");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(part);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Enumeration<? extends ZipEntry> entries = in.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? prepared.rewrite(bytes) : bytes);
            }
        }
        Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
