package io.aligspark.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String DATA = "<script type=\"application/json\" id=\"data\">";

    @TempDir
    private Path folder;

    private String page() throws IOException {
        return Files.readString(folder.resolve("report.html"));
    }

    /** The data as a browser sees it: up to the first end of a script. */
    private static JsonNode data(String page) throws IOException {
        int start = page.indexOf(DATA) + DATA.length();
        return new ObjectMapper().readTree(page.substring(start, page.indexOf("</script", start)));
    }

    @Test
    void comparisonsHoldEveryMethodWhateverItsName() throws IOException {
        String evil = "</script><script>alert('1')</script><!-- \"ü\\";
        Runs runs = new Runs(folder);
        new ComparisonReport(HadoopFiles.of(folder.toString()), "digits", "alig compare 'my <b>.conf'", 4)
                .write(List.of(
                        runs.of("ALI-G", "0.1", 1, 0.2, 0.9, Double.NaN),
                        runs.of(evil, "infinity", 1, 0.3, 0.8, 0.7),
                        runs.broken("SGD", "0.1", 1)));
        String page = page();
        assertFalse(page.contains("alert('1')</script>"));
        JsonNode data = data(page);
        assertEquals(List.of("ALI-G", evil, "SGD"), data.path("settings").findValuesAsText("method"));
        assertEquals("alig compare 'my <b>.conf'", data.at("/facts/2/text").asText());
        assertEquals("3 of 4 have ended", data.at("/facts/0/text").asText());
        assertTrue(data.at("/settings/0/testAccuracy/mean").isNull(), "JSON has no NaN");
        assertEquals(0.2, data.at("/settings/0/losses/1").asDouble());
        assertEquals(
                "training broke at step 7: loss is NaN",
                data.at("/settings/2/runs/0/fault").asText());
    }

    @Test
    void pagesLoadNothing() throws IOException {
        Runs runs = new Runs(folder);
        new ComparisonReport(HadoopFiles.of(folder.toString()), "digits", "alig compare", 1)
                .write(List.of(runs.of("ALI-G", "0.1", 1, 0.2, 0.9, 0.8)));
        String library = Page.resource("echarts/echarts.min.js");
        assertTrue(page().contains(library));
        String page = page().replace(library, "");
        assertTrue(page.contains("default-src 'none'"), "the browser itself refuses");
        assertFalse(page.matches("(?s).*<(link|img|iframe|script[^>]* src).*"), "nothing outside is named");
        assertFalse(page.contains("url("));
        assertFalse(page.contains("@import"));
        assertFalse(page.contains("://"));
        for (String placeholder : List.of("report.css", "report.js", "echarts.min.js", "data")) {
            assertFalse(page.contains("/* " + placeholder + " */"), placeholder);
        }
    }

    @Test
    void aRunShowsTheHistoryOfAllAttemptsAndWhatItLacksIsNull() throws IOException {
        Files.writeString(folder.resolve("config.conf"), "train.epochs = 2\n");
        Files.writeString(folder.resolve("metrics.jsonl"), """
                {"type":"run","spark":"3.5.6","slots":1,"device":"CPU","threads":1}
                {"type":"step","step":1,"epoch":1,"loss":2.5}
                {"type":"epoch","epoch":1,"step":1,"loss":2.5,"stepSizeMean":0.1,"validationAccuracy":null,"seconds":1.5}
                {"type":"fault","message":"the loss is NaN"}
                {"type":"run","spark":"4.1.0","slots":2,"device":"CPU","threads":1}
                {"type":"epoch","epoch":2,"step":2,"loss":1.5,"stepSizeMean":0.1,"validationAccuracy":null,"seconds":1.5}
                {"type":"model","step":2,"sha256":"abc"}
                {"type":"test","step":2,"samples":7,"lossMean":0.5,"accuracy":0.75,"k":1,"topKAccuracy":0.75}
                {"type":"step","st""");
        new RunReport(RunFolder.existing(folder.toString()), message -> {}).write();
        JsonNode data = data(page());
        assertEquals("run", data.path("kind").asText());
        assertEquals(2, data.at("/history/epochs").size());
        assertEquals(0.75, data.at("/history/test/accuracy").asDouble());
        assertEquals("abc", data.at("/history/sha256").asText());
        assertEquals("", data.at("/history/fault").asText(), "it went on");
        assertTrue(data.at("/history/epochs/0/validationAccuracy").isNull());
        assertTrue(data.at("/facts/0/text").asText().startsWith("Spark 4.1.0, 2 task slots"));
        assertEquals("train.epochs = 2\n", data.path("config").asText());
    }

    @Test
    void pagesAreNotWrittenAgainAtOnce() throws IOException {
        Files.writeString(folder.resolve("config.conf"), "");
        Files.writeString(folder.resolve("metrics.jsonl"), "");
        RunReport report = new RunReport(RunFolder.existing(folder.toString()), message -> {});
        report.refresh();
        Files.delete(folder.resolve("report.html"));
        report.refresh();
        assertFalse(Files.exists(folder.resolve("report.html")));
        report.write();
        assertTrue(Files.exists(folder.resolve("report.html")));
    }
}
