package io.aligspark.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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

    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.aligspark.job..")
            .layer("cli")
            .definedBy("..job.cli..")
            .layer("inspect")
            .definedBy("..job.inspect..")
            .layer("fetch")
            .definedBy("..job.fetch..")
            .layer("train")
            .definedBy("..job.train..")
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
            .layer("storage")
            .definedBy("..job.storage..")
            .layer("data")
            .definedBy("..job.data..")
            .layer("doctor")
            .definedBy("..job.doctor..")
            .layer("submit")
            .definedBy("..job.submit..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("submit")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("submit")
            .mayNotAccessAnyLayer()
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("cli", "doctor", "inspect")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("fetch")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("inspect")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli", "train")
            .whereLayer("vectors")
            .mayOnlyBeAccessedByLayers("train")
            .whereLayer("exchange")
            .mayOnlyBeAccessedByLayers("train", "vectors")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli", "doctor", "inspect", "train", "report")
            .whereLayer("reduction")
            .mayOnlyBeAccessedByLayers("cli", "train", "vectors", "exchange")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("cli", "doctor", "fetch", "inspect", "train", "report", "config", "vectors")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("cli", "doctor", "inspect", "train", "config", "reduction");
}
