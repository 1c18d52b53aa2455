package io.aligspark.networks;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Makes engines of one kind; found by {@link ServiceLoader}. Runs on executors. */
public interface EngineProvider {

    /** The name in the configuration: {@code dl4j}. */
    String name();

    /**
     * A new engine, used by one thread at a time. On a GPU it binds each thread that calls it to that GPU.
     *
     * @throws IllegalArgumentException as {@link #hardware}, or if the engine does not compute in that precision
     */
    Engine create(Network network, Loss loss, Device device, Precision precision);

    /** A new engine on the CPU, in fp32. */
    default Engine create(Network network, Loss loss) {
        return create(network, loss, Device.CPU, Precision.FP32);
    }

    /** As {@link #create(Network, Loss)}, with the same results, and measured from inside. For benchmarks. */
    ProfiledEngine createProfiled(Network network, Loss loss);

    /**
     * The engine's library as it comes, without the switches and layers of this provider, on the CPU of a JVM with the
     * properties of {@link #baseline}. For benchmarks: the same results only for sequences without padding.
     */
    Engine createBaseline(Network network, Loss loss);

    /** What {@link #createBaseline} makes. */
    Baseline baseline();

    /**
     * A network from a description in a format of the engine's own library, without weights.
     *
     * @param description the content of a file
     * @param input shape of one sample
     * @throws IllegalArgumentException if the engine knows no such format, or cannot represent the network
     */
    default Network importNetwork(String description, Shape input) {
        throw new IllegalArgumentException("the engine " + name() + " reads no networks of other libraries");
    }

    /**
     * What computes here for a task with that device. Starts the engine's native libraries.
     *
     * @throws IllegalArgumentException if the device cannot be used: one line with the reason and the remedy
     */
    Hardware hardware(Device device);

    /**
     * As {@link #hardware(Device)}, for that network in that precision: names the precision, and warns of layers for which
     * this machine lacks it.
     */
    default Hardware hardware(Device device, Network network, Precision precision) {
        return hardware(device);
    }

    /**
     * What an engine runs on: results may depend on it, so it is recorded with a run.
     *
     * @param device for people, the same for devices that give the same bits: {@code CPU, OpenBLAS ZEN, oneDNN}
     * @param threads compute threads per task
     * @param warnings what slows it down or is not as configured; empty if all is well
     */
    record Hardware(String device, int threads, List<String> warnings) implements java.io.Serializable {
        /** Copies the list. */
        public Hardware {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * What an engine is compared with.
     *
     * @param description for people: what it lacks and what both share
     * @param properties system properties of a JVM that runs it
     */
    record Baseline(String description, Map<String, String> properties) {
        /** Copies the map. */
        public Baseline {
            properties = Map.copyOf(properties);
        }
    }

    /** All providers on the class path. */
    static List<EngineProvider> all() {
        return ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The provider of that name on the class path.
     *
     * @throws IllegalArgumentException if there is none, listing those there are
     */
    static EngineProvider of(String name) {
        List<EngineProvider> all = all();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        name.equals("torch")
                                ? "engine.name = torch needs the add-on alig-spark-torch.jar on driver and executors: build it"
                                        + " with 'mvn -DskipTests package', or give it to spark-submit with --jars"
                                : "engine.name must be one of "
                                        + all.stream().map(EngineProvider::name).toList()
                                        + ", but was " + name));
    }
}
