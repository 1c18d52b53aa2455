package io.aligspark.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A jar with an application of the tests, for spark-submit. */
final class ApplicationJar {
    private ApplicationJar() {}

    /** Writes a class and those nested in it into a jar in that folder. */
    static Path of(Class<?> main, Path folder) {
        Path jar = folder.resolve(main.getSimpleName() + ".jar");
        String name = main.getName().replace('.', '/');
        Path classes =
                Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.list(classes.resolve(name).getParent())) {
            for (Path path : all.sorted().toList()) {
                String entry = classes.relativize(path).toString();
                if (entry.equals(name + ".class") || entry.startsWith(name + "$")) {
                    out.putNextEntry(new JarEntry(entry));
                    Files.copy(path, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }
}
