package io.aligspark.dl4j;

/** Properties that DL4J and JavaCPP read when their classes load, so before anything of theirs; a user's own value wins. */
final class StartProperties {
    static final String HELPERS_OFF = "org.eclipse.deeplearning4j.helpers.disable";

    private StartProperties() {}

    static void set() {
        setDefault(HELPERS_OFF, "false");
        setDefault("org.bytedeco.javacpp.platform.extension", "-onednn");
        // ND4J tells its life story to the log.
        setDefault("org.nd4j.log.initialization", "false");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
