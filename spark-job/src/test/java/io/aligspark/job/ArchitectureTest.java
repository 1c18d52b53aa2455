package io.aligspark.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = "io.aligspark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ENGINES_ARE_KNOWN_BY_NAME_ONLY = noClasses()
            .that()
            .resideInAPackage("io.aligspark.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.aligspark.dl4j..",
                    "io.aligspark.torch..",
                    "org.deeplearning4j..",
                    "org.nd4j..",
                    "org.bytedeco..");

    /** What the API is made of knows nothing of it. */
    @ArchTest
    static final ArchRule THE_API_IS_ABOVE = noClasses()
            .that()
            .resideInAPackage("io.aligspark.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.aligspark", "io.aligspark.ml");

    /** A package that another one needs does not need it. */
    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("io.aligspark.(**)").should().beFreeOfCycles();

    /** Upper to lower. */
    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.aligspark.job..")
            .layer("cli")
            .definedBy("..job.cli..")
            .layer("commands")
            .definedBy("..job.inspect..", "..job.fetch..", "..job.doctor..", "..job.bench..", "..job.compare..")
            .layer("submit")
            .definedBy("..job.submit..")
            .layer("predict")
            .definedBy("..job.predict..")
            .layer("launch")
            .definedBy("..job.launch..")
            .layer("session")
            .definedBy("..job.session..")
            .layer("report")
            .definedBy("..job.report..")
            .layer("config")
            .definedBy("..job.config..")
            .layer("vectors")
            .definedBy("..job.vectors..")
            .layer("exchange")
            .definedBy("..job.exchange..")
            .layer("reduction")
            .definedBy("..job.reduction..")
            .layer("shards")
            .definedBy("..job.shards..")
            .layer("storage")
            .definedBy("..job.storage..")
            .layer("data")
            .definedBy("..job.data..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("commands")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("submit")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("submit")
            .mayNotAccessAnyLayer()
            .whereLayer("launch")
            .mayOnlyBeAccessedByLayers("cli", "commands")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("cli", "commands", "launch", "predict")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli", "commands", "launch", "session")
            .whereLayer("vectors")
            .mayOnlyBeAccessedByLayers("commands", "session")
            .whereLayer("exchange")
            .mayOnlyBeAccessedByLayers("session", "vectors")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli", "commands", "launch", "session", "report", "predict")
            .whereLayer("reduction")
            .mayOnlyBeAccessedByLayers("cli", "commands", "session", "vectors", "exchange", "predict")
            .whereLayer("shards")
            .mayOnlyBeAccessedByLayers("cli", "commands", "session", "vectors", "exchange", "reduction", "predict")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("cli", "commands", "launch", "session", "report", "config", "vectors", "predict")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("cli", "commands", "session", "config", "reduction", "shards", "predict");

    /** A newcomer can take in a package. */
    @ArchTest
    static void packagesAreSmall(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .filter(type -> type.getPackageName().startsWith("io.aligspark.job"))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        files.values().removeIf(number -> number <= 25);
        assertEquals(Map.of(), files);
    }
}
