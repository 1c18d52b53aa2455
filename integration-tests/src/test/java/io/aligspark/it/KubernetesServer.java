package io.aligspark.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

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
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            return create(request, request.getPath(), request.getUtf8Body());
        }

        /** Server-side apply creates what is not there. */
        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String path = request.getPath().replaceAll("\\?.*", "");
            boolean apply = String.valueOf(request.getHeader("Content-Type")).startsWith("application/apply-patch");
            if (apply && findResource(getKey(path)) == null) {
                return create(request, path.substring(0, path.lastIndexOf('/')), request.getUtf8Body());
            }
            return super.handlePatch(request);
        }

        /** Spark reads the phase of a pod from the first moment on. */
        private MockResponse create(RecordedRequest request, String path, String body) {
            GenericKubernetesResource resource = Serialization.unmarshal(body, GenericKubernetesResource.class);
            if (resource.getKind().equals("Pod")) {
                resource.setAdditionalProperty("status", Map.of("phase", "Running"));
            }
            return super.handleCreate(new RecordedRequest(
                    request.getHttpVersion(),
                    HttpMethod.POST,
                    path,
                    request.getHeaders(),
                    new Buffer(Serialization.asJson(resource).getBytes(StandardCharsets.UTF_8))));
        }
    }
}
