package io.aligspark.job.data.sentences;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of a sentence. Case is kept. */
final class Tokens {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    // do + n't, man + 's, words and numbers with points, commas and hyphens inside, anything else by itself.
    private static final Pattern WORDS = Pattern.compile(
            "n't\\b|'(?:s|re|ve|ll|d|m)\\b|[\\w-]+(?=n't\\b)|\\w[\\w.,-]*\\w|\\w|\\S", Pattern.UNICODE_CHARACTER_CLASS);

    private Tokens() {}

    /** Words separated by blanks. */
    static List<String> split(String words) {
        return Arrays.stream(BLANKS.split(words))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The leaves of a binary parse: {@code ( ( Two women ) ( hug . ) )}. */
    static List<String> ofParse(String parse) {
        return split(parse).stream()
                .filter(word -> !word.equals("(") && !word.equals(")"))
                .map(word -> switch (word) {
                    case "-LRB-" -> "(";
                    case "-RRB-" -> ")";
                    default -> word;
                })
                .toList();
    }

    /** A simple approximation of Penn Treebank tokens, for text as people write it. */
    static List<String> ofText(String text) {
        return WORDS.matcher(text).results().map(MatchResult::group).toList();
    }
}
