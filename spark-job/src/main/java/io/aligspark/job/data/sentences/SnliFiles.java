package io.aligspark.job.data.sentences;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.HadoopConf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads first sentences, second sentences and labels together, line by line. Executor. */
final class SnliFiles implements Iterator<SnliReader.Pair> {
    private static final int LABEL = 2;

    private final List<BinaryFile> files;
    private final Labels labels;
    private final BadRecordPolicy badRecords;
    private final List<BufferedReader> readers = new ArrayList<>();
    private long line = -1;
    private List<String> next;

    /** Opens the three files, raw or gzip, whose words are separated by blanks. */
    SnliFiles(HadoopConf hadoop, List<BinaryFile> files, Labels labels, BadRecordPolicy badRecords) {
        this.files = files;
        this.labels = labels;
        this.badRecords = badRecords;
        for (BinaryFile file : files) {
            try {
                readers.add(new BufferedReader(new InputStreamReader(file.open(hadoop, 0), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw file.unreadable(e);
            }
        }
        readNext();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public SnliReader.Pair next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        SnliReader.Pair pair = badRecords.record(line, this::parse, SnliReader.Pair::bad);
        readNext();
        return pair;
    }

    private SnliReader.Pair parse() {
        float label = labels.ofText(next.get(LABEL).strip());
        if (Float.isNaN(label)) {
            throw files.get(LABEL)
                    .fault("line " + (line + 1) + " must be " + labels.rule() + ", but was "
                            + DataException.quote(next.get(LABEL)));
        }
        String place = files.get(0).key() + ": " + files.get(0).path() + ", line " + (line + 1);
        return new SnliReader.Pair(line, label, Tokens.split(next.get(0)), Tokens.split(next.get(1)), place, null);
    }

    private void readNext() {
        do {
            line++;
            next = readLines();
        } while (next != null && next.get(LABEL).strip().equals("-"));
    }

    private List<String> readLines() {
        String[] lines = new String[files.size()];
        for (int i = 0; i < lines.length; i++) {
            try {
                lines[i] = readers.get(i).readLine();
            } catch (IOException e) {
                throw files.get(i).unreadable(e);
            }
            if ((lines[i] == null) != (lines[0] == null)) {
                throw files.get(i)
                        .fault("expected as many lines as in " + files.get(0).path() + ", but one has " + line
                                + " and the other more");
            }
        }
        return lines[0] == null ? null : Arrays.asList(lines);
    }
}
