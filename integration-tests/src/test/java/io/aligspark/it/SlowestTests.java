package io.aligspark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A program that the build runs at its end: prints the ten classes whose tests took longest, of all modules. */
final class SlowestTests {
    private static final int SHOWN = 10;

    private SlowestTests() {}

    private record Tests(String name, String module, double seconds, String count) {}

    /** Takes the folder of the checkout, and when the build began; reports from before are of another build. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]).normalize();
        Instant start = Instant.parse(arguments[1]);
        try (Stream<Path> files = Files.walk(root, 5)) {
            List<Tests> all = files.filter(
                            file -> file.toString().matches(".*/(surefire|failsafe)-reports/TEST-.*\\.xml"))
                    .filter(file -> !modified(file).isBefore(start))
                    .map(file -> read(file, root))
                    .toList();
            double sum = all.stream().mapToDouble(Tests::seconds).sum();
            System.out.printf("slowest of %d test classes, which took %.0f s together:%n", all.size(), sum);
            all.stream()
                    .sorted(Comparator.comparingDouble(Tests::seconds).reversed())
                    .limit(SHOWN)
                    .forEach(tests -> System.out.printf(
                            "%8.1f s  %4s tests  %s (%s)%n", tests.seconds, tests.count, tests.name, tests.module));
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tests read(Path file, Path root) {
        try {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            String name = suite.getAttribute("name");
            return new Tests(
                    name.substring(name.lastIndexOf('.') + 1),
                    root.relativize(file.getParent().getParent().getParent()).toString(),
                    Double.parseDouble(suite.getAttribute("time").replace(",", "")),
                    suite.getAttribute("tests"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
