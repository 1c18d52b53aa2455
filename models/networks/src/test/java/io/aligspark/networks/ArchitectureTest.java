package io.aligspark.networks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.aligspark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule JDK_ONLY = classes()
            .that()
            .resideInAPackage("io.aligspark.networks..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.aligspark.networks..");
}
