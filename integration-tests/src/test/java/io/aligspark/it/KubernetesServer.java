package io.aligspark.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/** An API server that keeps what is created, in this process. It starts no pods, but says that they run. */
final class KubernetesServer implements AutoCloseable {
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    private final NamespacedKubernetesClient client;

    KubernetesServer() {
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = server.createClient();
    }

    /** For {@code --master}. */
    String master() {
        return "k8s://http://127.0.0.1:" + server.getPort();
    }

    /** Reads what was created. */
    NamespacedKubernetesClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private static final class Dispatcher extends KubernetesCrudDispatcher {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** Spark reads the phase of a pod from the first moment on. */
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            try {
                JsonNode body = JSON.readTree(request.getUtf8Body());
                if (body instanceof ObjectNode object && object.path("kind").asText().equals("Pod")) {
                    object.putObject("status").put("phase", "Running");
                    return super.handleCreate(with(request, request.getPath(), JSON.writeValueAsString(object)));
                }
                return super.handleCreate(request);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("expected JSON", e);
            }
        }

        /** Server-side apply creates what is not there. */
        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String path = request.getPath().replaceAll("\\?.*", "");
            boolean apply = String.valueOf(request.getHeader("Content-Type")).startsWith("application/apply-patch");
            if (apply && findResource(getKey(path)) == null) {
                return handleCreate(with(request, path.substring(0, path.lastIndexOf('/')), request.getUtf8Body()));
            }
            return super.handlePatch(request);
        }

        private static RecordedRequest with(RecordedRequest request, String path, String body) {
            return new RecordedRequest(
                    request.getHttpVersion(),
                    HttpMethod.POST,
                    path,
                    request.getHeaders(),
                    new Buffer(body.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
