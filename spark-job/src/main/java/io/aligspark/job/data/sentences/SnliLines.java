package io.aligspark.job.data.sentences;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import scala.Tuple2;

/**
 * Parses lines of JSON with {@code gold_label} and the two sentences: the words of {@code sentence1_binary_parse}, or
 * if there is none, {@code sentence1} itself. Executor.
 */
record SnliLines(
        String key, HadoopConf hadoop, Map<String, Integer> fileIndex, Labels labels, BadRecordPolicy badRecords)
        implements Serializable {
    private static final String NO_LABEL = "-";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The pairs of one split. */
    Iterator<SnliReader.Pair> pairs(Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new Pairs(file, lines);
    }

    private final class Pairs implements Iterator<SnliReader.Pair> {
        private final Path file;
        private final Iterator<Tuple2<LongWritable, Text>> lines;
        private SnliReader.Pair next;

        Pairs(Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
            this.file = file;
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            while (next == null && TextFiles.hasNext(lines, key, file)) {
                Tuple2<LongWritable, Text> line = lines.next();
                next = parse(line._1().get(), line._2().toString());
            }
            return next != null;
        }

        @Override
        public SnliReader.Pair next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            SnliReader.Pair result = next;
            next = null;
            return result;
        }

        private SnliReader.Pair parse(long offset, String line) {
            if (line.isBlank()) {
                return null;
            }
            long id = InputFiles.id(TextFiles.index(fileIndex, key, file), offset);
            return badRecords.record(id, () -> parse(id, offset, line), SnliReader.Pair::bad);
        }

        private SnliReader.Pair parse(long id, long offset, String line) {
            JsonNode json;
            try {
                json = JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw fault(offset, "expected a line of JSON, but found " + DataException.quote(line));
            }
            String label = json.path("gold_label").asText();
            if (label.equals(NO_LABEL)) {
                return null;
            }
            float target = labels.ofText(label);
            if (Float.isNaN(target)) {
                throw fault(
                        offset, "gold_label must be " + labels.rule() + " or -, but was " + DataException.quote(label));
            }
            String place = key + ": " + file + ", byte " + offset;
            return new SnliReader.Pair(
                    id, target, sentence(offset, json, "sentence1"), sentence(offset, json, "sentence2"), place, null);
        }

        private List<String> sentence(long offset, JsonNode json, String name) {
            JsonNode parse = json.path(name + "_binary_parse");
            if (parse.isTextual()) {
                return Tokens.ofParse(parse.asText());
            }
            JsonNode text = json.path(name);
            if (!text.isTextual()) {
                throw fault(offset, "expected a text " + name + ", but found none");
            }
            return Tokens.ofText(text.asText());
        }

        private DataException fault(long offset, String what) {
            return TextFiles.fault(badRecords, key, hadoop.get(), file, offset, what);
        }
    }
}
