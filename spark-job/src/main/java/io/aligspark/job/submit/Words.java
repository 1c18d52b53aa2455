package io.aligspark.job.submit;

import java.io.File;

/** Words of a command line. */
public final class Words {
    private Words() {}

    /**
     * Whether it is a path, not {@code key=value}: paths may hold an equals sign, too ({@code dt=2026-01-01/run.conf}), but
     * keys hold no slash.
     */
    public static boolean isPath(String word) {
        int equals = word.indexOf('=');
        return equals < 0 || word.lastIndexOf('/', equals) >= 0 || (word.endsWith(".conf") && new File(word).isFile());
    }
}
