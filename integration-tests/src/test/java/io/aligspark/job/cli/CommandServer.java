package io.aligspark.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.launch.Launch;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An application of Spark: runs commands of {@code alig} that it reads, a line each as JSON, one after another, and answers
 * each with a line: exit code, output and errors. {@code {"open": MASTER}} starts a Spark session that all commands use until
 * {@code {"close": true}}. Ends with its input.
 */
public final class CommandServer {
    private final ObjectMapper json = new ObjectMapper();
    private Launch session;

    private CommandServer() {}

    /** Takes a configuration, whose engine the session is for. */
    public static void main(String[] arguments) throws IOException {
        RunConfig config = RunConfig.of(Settings.load(arguments[0], List.of()));
        CommandServer server = new CommandServer();
        PrintStream replies = System.out;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            replies.println(server.reply(server.json.readTree(line), config));
            replies.flush();
        }
        System.exit(0);
    }

    private String reply(JsonNode request, RunConfig config) throws IOException {
        PrintStream out = System.out;
        PrintStream error = System.err;
        ByteArrayOutputStream newOut = new ByteArrayOutputStream();
        ByteArrayOutputStream newError = new ByteArrayOutputStream();
        System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(newError, true, StandardCharsets.UTF_8));
        int exitCode = 0;
        try {
            if (request.has("open")) {
                session = new Launch(request.get("open").asText(), Map.of(), System.out);
                session.connect("commands", config.engine());
            } else if (request.has("close")) {
                session.close();
            } else {
                exitCode = Alig.execute(json.convertValue(request.get("alig"), String[].class));
            }
        } finally {
            System.setOut(out);
            System.setErr(error);
        }
        return json.createObjectNode()
                .put("exitCode", exitCode)
                .put("out", newOut.toString(StandardCharsets.UTF_8))
                .put("error", newError.toString(StandardCharsets.UTF_8))
                .toString();
    }
}
