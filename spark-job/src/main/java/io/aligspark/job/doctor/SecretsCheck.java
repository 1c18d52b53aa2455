package io.aligspark.job.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;

/** Kerberos, encryption, and secrets that others can read. Values are never shown. */
record SecretsCheck(SparkConf conf) implements Check {
    /** Spark's default of {@code spark.redaction.regex}. */
    private static final String SECRET = "(?i)secret|password|token|access[.]?key";

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        if (UserGroupInformation.isSecurityEnabled()) {
            findings.add(kerberos());
        }
        Pattern secret = Pattern.compile(conf.get("spark.redaction.regex", SECRET));
        List<String> visible = ProcessHandle.current()
                .info()
                .arguments()
                .map(Arrays::stream)
                .orElse(Stream.empty())
                .filter(word -> word.contains("="))
                .map(word -> word.substring(0, word.indexOf('=')))
                .filter(key -> secret.matcher(key).find())
                .distinct()
                .toList();
        findings.add(
                visible.isEmpty()
                        ? Finding.ok("no secrets in the command line")
                        : Finding.warning(
                                "secrets in the command line, which every user of this machine can read: " + visible,
                                "put them into spark-defaults.conf or a Hadoop credential provider"));
        boolean encrypted = Stream.of("spark.network.crypto.enabled", "spark.ssl.enabled", "spark.ssl.rpc.enabled")
                .anyMatch(key -> conf.getBoolean(key, false));
        findings.add(Finding.ok("executors exchange vectors authenticated, "
                + (encrypted ? "encrypted" : "not encrypted (spark.network.crypto.enabled)")));
        return findings;
    }

    private static Finding kerberos() {
        try {
            UserGroupInformation user = UserGroupInformation.getCurrentUser();
            boolean credentials = user.hasKerberosCredentials()
                    || !user.getCredentials().getAllTokens().isEmpty();
            return credentials
                    ? Finding.ok("Kerberos: " + user.getUserName())
                    : Finding.error(
                            "Hadoop wants Kerberos, but there are no credentials",
                            "kinit, or give spark-submit" + " --principal and --keytab (ALIG_SUBMIT_OPTIONS)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
