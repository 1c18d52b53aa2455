package io.aligspark.it;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A program of {@code integration-tests/examples}: compiled against a Spark and the jar as a user does, and run there. */
record Example(SparkHome spark, String name, Path jar) {
    private static final Path SOURCES = Command.HOME.resolve("integration-tests/examples");
    private static final Path LIBRARY = Command.HOME.resolve("spark-job/target/alig-spark.jar");

    /** Its source. */
    static Path source(String file) {
        return SOURCES.resolve(file);
    }

    /**
     * Compiles one.
     *
     * @param file name of its source, in Java or Scala
     * @param folder for class files and jar
     */
    static Example compile(SparkHome spark, String file, Path folder) {
        String name = file.substring(0, file.indexOf('.'));
        try {
            Path classes = Files.createTempDirectory(folder, "classes");
            if (file.endsWith(".java")) {
                javac(spark, source(file), classes);
            } else {
                scalac(spark, source(file), classes);
            }
            return new Example(spark, name, jar(classes, folder.resolve(classes.getFileName() + ".jar")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end, by spark-submit with those options and arguments. */
    Output run(Path folder, List<String> options, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "--driver-memory",
                "2g",
                "--driver-java-options",
                "-Dlog4j2.configurationFile=" + Command.HOME.resolve("conf/log4j2.properties"),
                "--jars",
                LIBRARY.toString(),
                "--class",
                name));
        words.addAll(options);
        words.add(jar.toString());
        words.addAll(List.of(arguments));
        return Command.sparkSubmit(folder, spark, words.toArray(String[]::new))
                .with("OMP_NUM_THREADS", "1")
                .run();
    }

    private static void javac(SparkHome spark, Path source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = classPath(spark);
        int status =
                compiler.run(null, null, null, "-proc:none", "-cp", path, "-d", classes.toString(), source.toString());
        if (status != 0) {
            throw new AssertionError("javac refuses " + source + " on " + spark);
        }
    }

    private static void scalac(SparkHome spark, Path source, Path classes) throws IOException {
        String scala = jars(spark).stream()
                .map(jar -> jar.getFileName().toString())
                .filter(jar -> jar.startsWith("scala-library-"))
                .map(jar -> jar.substring("scala-library-".length()))
                .findFirst()
                .orElseThrow();
        Path compiler = Command.HOME.resolve("integration-tests/target/scala-compilers/scala-compiler-" + scala);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx700m",
                        "-cp",
                        compiler + ":" + spark.path().resolve("jars/*"),
                        "scala.tools.nsc.Main",
                        "-classpath",
                        classPath(spark),
                        "-d",
                        classes.toString(),
                        source.toString())
                .inheritIO()
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError("scalac refuses " + source + " on " + spark);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String classPath(SparkHome spark) {
        return Stream.concat(Stream.of(LIBRARY), jars(spark).stream())
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static List<Path> jars(SparkHome spark) {
        try (Stream<Path> all = Files.list(spark.path().resolve("jars"))) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.list(classes)) {
            for (Path path : all.sorted().toList()) {
                out.putNextEntry(new JarEntry(path.getFileName().toString()));
                Files.copy(path, out);
            }
        }
        return jar;
    }
}
