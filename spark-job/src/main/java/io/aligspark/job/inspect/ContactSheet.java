package io.aligspark.job.inspect;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images in a grid, with a title, a head over each group of columns and a label before each row. Driver; needs no screen.
 *
 * @param title first line
 * @param heads of groups of columns
 * @param rows from top to bottom
 */
record ContactSheet(String title, List<String> heads, List<Row> rows) {
    private static final int SMALL = 96;
    private static final int LARGE = 144;
    private static final int GAP = 4;
    private static final int GROUP_GAP = 24;
    private static final int MARGIN = 16;
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Color INK = new Color(0x22, 0x22, 0x22);
    private static final Color GREY = new Color(0x77, 0x77, 0x77);

    /**
     * One row.
     *
     * @param label before it
     * @param note under the label
     * @param groups of equally large images, as many as there are heads
     */
    record Row(String label, String note, List<List<BufferedImage>> groups) {}

    /** Draws the sheet. */
    BufferedImage draw() {
        BufferedImage first = rows.stream()
                .flatMap(row -> row.groups().stream().flatMap(List::stream))
                .findFirst()
                .orElseThrow();
        int width = side(first.getWidth(), first);
        int height = side(first.getHeight(), first);
        FontMetrics metrics = metrics(TEXT);
        int labels = rows.stream()
                        .mapToInt(row -> Math.max(metrics.stringWidth(row.label()), metrics.stringWidth(row.note())))
                        .max()
                        .orElse(0)
                + MARGIN;
        int[] columns = IntStream.range(0, heads.size())
                .map(group -> rows.stream()
                        .mapToInt(row -> row.groups().get(group).size())
                        .max()
                        .orElse(0))
                .toArray();
        int grid = IntStream.of(columns).map(count -> count * (width + GAP)).sum() + (heads.size() - 1) * GROUP_GAP;
        int top = MARGIN + metrics(TITLE).getHeight() + metrics.getHeight() + 2 * GAP;
        BufferedImage sheet = new BufferedImage(
                Math.max(2 * MARGIN + labels + grid, 2 * MARGIN + metrics(TITLE).stringWidth(title)),
                top + rows.size() * (height + GAP) + MARGIN,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = graphics(sheet);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setColor(INK);
        graphics.setFont(TITLE);
        graphics.drawString(title, MARGIN, MARGIN + metrics(TITLE).getAscent());
        graphics.setFont(TEXT);
        for (int i = 0, y = top; i < rows.size(); i++, y += height + GAP) {
            int middle = y + height / 2;
            graphics.setColor(INK);
            graphics.drawString(rows.get(i).label(), MARGIN, middle);
            graphics.setColor(GREY);
            graphics.drawString(rows.get(i).note(), MARGIN, middle + metrics.getHeight());
            int x = MARGIN + labels;
            for (int group = 0; group < heads.size(); group++) {
                if (i == 0) {
                    graphics.drawString(heads.get(group), x, top - GAP - metrics.getDescent());
                }
                List<BufferedImage> images = rows.get(i).groups().get(group);
                for (int column = 0; column < images.size(); column++) {
                    graphics.drawImage(images.get(column), x + column * (width + GAP), y, width, height, null);
                }
                x += columns[group] * (width + GAP) + GROUP_GAP;
            }
        }
        graphics.dispose();
        return sheet;
    }

    /** Small images grow by a whole factor, so that pixels stay squares; large ones shrink. */
    private static int side(int pixels, BufferedImage image) {
        int larger = Math.max(image.getWidth(), image.getHeight());
        return larger <= SMALL
                ? pixels * Math.round((float) SMALL / larger)
                : Math.max(1, pixels * LARGE / Math.max(larger, LARGE));
    }

    private static FontMetrics metrics(Font font) {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics metrics = graphics.getFontMetrics(font);
        graphics.dispose();
        return metrics;
    }

    private Graphics2D graphics(BufferedImage sheet) {
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        BufferedImage first = rows.get(0).groups().get(0).get(0);
        boolean small = Math.max(first.getWidth(), first.getHeight()) <= SMALL;
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                small
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return graphics;
    }
}
