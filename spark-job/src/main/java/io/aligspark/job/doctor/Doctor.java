package io.aligspark.job.doctor;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.doctor.Finding.Level;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.session.Cluster;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Checks what a run needs, on the cluster that it would run on. Driver. */
public final class Doctor {
    private final PrintStream out;
    private boolean failed;

    /** Prints a line for each finding. */
    public Doctor(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs all checks; those of data, output and shards if there is a configuration.
     *
     * @return whether there is no error
     */
    public boolean examine(Optional<Settings> settings, RunConfig.Engine engine, Launch launch) {
        Optional<RunConfig> run = settings.map(RunConfig::of);
        check(new DriverCheck());
        AtomicReference<Cluster> started = new AtomicReference<>();
        if (!check(() -> {
            Cluster found = launch.connect("doctor", engine);
            started.set(found);
            return List.of(Finding.ok("Spark " + found.context().version() + " on " + found.master()));
        })) {
            return false;
        }
        Cluster cluster = started.get();
        check(new SecretsCheck(cluster.context().getConf()));
        check(new EngineCheck(engine, run.map(RunConfig::network).orElse(null), cluster));
        settings.ifPresent(given -> check(
                new OutputCheck(given.text("output.dir"), cluster.context().getConf())));
        run.ifPresent(config -> {
            check(new DataCheck(config.data(), cluster));
            check(new SlotsCheck(config.train(), cluster));
        });
        return !failed;
    }

    /** Whether the check found no error. */
    private boolean check(Check check) {
        List<Finding> findings;
        try {
            findings = check.run();
        } catch (RuntimeException e) {
            findings =
                    List.of(Finding.error(e instanceof IllegalArgumentException ? e.getMessage() : e.toString(), ""));
        }
        findings.forEach(finding -> out.println(finding.line()));
        boolean sound = findings.stream().noneMatch(finding -> finding.level() == Level.ERROR);
        failed |= !sound;
        return sound;
    }
}
