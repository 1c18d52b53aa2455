package io.aligspark.optimizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Elements [from, to) of the whole vector that belong to one group: 0 is the default group, k the k-th listed one.
 */
record Segment(int from, int to, int group) {

    /**
     * The listed ranges in the order of the vector.
     *
     * @throws IllegalArgumentException if two of them overlap
     */
    static List<Segment> listed(List<ParameterGroup> groups) {
        List<Segment> segments = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            for (ParameterGroup.Range range : groups.get(group).ranges()) {
                segments.add(new Segment(range.from(), range.to(), group + 1));
            }
        }
        segments.sort(Comparator.comparingInt(Segment::from));
        for (int i = 1; i < segments.size(); i++) {
            if (segments.get(i).from < segments.get(i - 1).to) {
                throw new IllegalArgumentException("parameter ranges must not overlap, but "
                        + segments.get(i - 1).text() + " and " + segments.get(i).text() + " do");
            }
        }
        return segments;
    }

    /** Cuts [from, to) by group, in the order of the vector; what no group lists is the default group's. */
    static List<Segment> cut(List<ParameterGroup> groups, int from, int to) {
        List<Segment> segments = new ArrayList<>();
        int next = from;
        for (Segment segment : listed(groups)) {
            int start = Math.max(segment.from, next);
            int end = Math.min(segment.to, to);
            if (start < end) {
                addDefault(segments, next, start);
                segments.add(new Segment(start, end, segment.group));
                next = end;
            }
        }
        addDefault(segments, next, to);
        return segments;
    }

    private static void addDefault(List<Segment> segments, int from, int to) {
        if (from < to) {
            segments.add(new Segment(from, to, 0));
        }
    }

    String text() {
        return "[" + from + ", " + to + ")";
    }
}
