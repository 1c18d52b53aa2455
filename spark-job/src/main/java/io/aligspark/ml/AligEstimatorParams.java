package io.aligspark.ml;

import io.aligspark.LayerSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Parameters of both estimators, for what they mean see {@code explainParams}: Spark finds a parameter by the method of its name.
 *
 * @param <E> the estimator
 */
public interface AligEstimatorParams<E> extends Params {
    /** The parameters. */
    AligParams aligParams();

    /** This estimator. */
    E self();

    /** The parameter {@code featuresCols}. */
    default StringArrayParam featuresCols() {
        return aligParams().featuresCols;
    }

    /** Sets {@code featuresCols}. */
    default E setFeaturesCols(String... value) {
        set(featuresCols(), value);
        return self();
    }

    /** The parameter {@code network}. */
    default Param<String> network() {
        return aligParams().network;
    }

    /** Sets {@code network}. */
    default E setNetwork(String value) {
        set(network(), value);
        return self();
    }

    /** The parameter {@code hidden}. */
    default IntArrayParam hidden() {
        return aligParams().hidden;
    }

    /** Sets {@code hidden}. */
    default E setHidden(int... value) {
        set(hidden(), value);
        return self();
    }

    /** The parameter {@code layers}. */
    default Param<String> layers() {
        return aligParams().layers;
    }

    /** Sets {@code layers}. */
    default E setLayers(String value) {
        set(layers(), value);
        return self();
    }

    /** The parameter {@code dl4jJson}. */
    default Param<String> dl4jJson() {
        return aligParams().dl4jJson;
    }

    /** Sets {@code dl4jJson}. */
    default E setDl4jJson(String value) {
        set(dl4jJson(), value);
        return self();
    }

    /** The parameter {@code inputShape}. */
    default IntArrayParam inputShape() {
        return aligParams().inputShape;
    }

    /** Sets {@code inputShape}. */
    default E setInputShape(int... value) {
        set(inputShape(), value);
        return self();
    }

    /** The parameter {@code loss}. */
    default Param<String> loss() {
        return aligParams().loss;
    }

    /** Sets {@code loss}. */
    default E setLoss(String value) {
        set(loss(), value);
        return self();
    }

    /** The parameter {@code optimizer}. */
    default Param<String> optimizer() {
        return aligParams().optimizer;
    }

    /** Sets {@code optimizer}. */
    default E setOptimizer(String value) {
        set(optimizer(), value);
        return self();
    }

    /** The parameter {@code stepSize}. */
    default DoubleParam stepSize() {
        return aligParams().stepSize;
    }

    /** Sets {@code stepSize}. */
    default E setStepSize(double value) {
        set(stepSize(), value);
        return self();
    }

    /** The parameter {@code momentum}. */
    default DoubleParam momentum() {
        return aligParams().momentum;
    }

    /** Sets {@code momentum}. */
    default E setMomentum(double value) {
        set(momentum(), value);
        return self();
    }

    /** The parameter {@code projectionRadius}. */
    default DoubleParam projectionRadius() {
        return aligParams().projectionRadius;
    }

    /** Sets {@code projectionRadius}. */
    default E setProjectionRadius(double value) {
        set(projectionRadius(), value);
        return self();
    }

    /** The parameter {@code maxIter}. */
    default IntParam maxIter() {
        return aligParams().maxIter;
    }

    /** Sets {@code maxIter}. */
    default E setMaxIter(int value) {
        set(maxIter(), value);
        return self();
    }

    /** The parameter {@code batchSize}. */
    default IntParam batchSize() {
        return aligParams().batchSize;
    }

    /** Sets {@code batchSize}. */
    default E setBatchSize(int value) {
        set(batchSize(), value);
        return self();
    }

    /** The parameter {@code shardSize}. */
    default IntParam shardSize() {
        return aligParams().shardSize;
    }

    /** Sets {@code shardSize}. */
    default E setShardSize(int value) {
        set(shardSize(), value);
        return self();
    }

    /** The parameter {@code seed}. */
    default LongParam seed() {
        return aligParams().seed;
    }

    /** Sets {@code seed}. */
    default E setSeed(long value) {
        set(seed(), value);
        return self();
    }

    /** The parameter {@code validationIndicatorCol}. */
    default Param<String> validationIndicatorCol() {
        return aligParams().validationIndicatorCol;
    }

    /** Sets {@code validationIndicatorCol}. */
    default E setValidationIndicatorCol(String value) {
        set(validationIndicatorCol(), value);
        return self();
    }

    /** The parameter {@code patience}. */
    default IntParam patience() {
        return aligParams().patience;
    }

    /** Sets {@code patience}. */
    default E setPatience(int value) {
        set(patience(), value);
        return self();
    }

    /** The parameter {@code numTasks}. */
    default IntParam numTasks() {
        return aligParams().numTasks;
    }

    /** Sets {@code numTasks}. */
    default E setNumTasks(int value) {
        set(numTasks(), value);
        return self();
    }

    /** The parameter {@code checkpointPath}. */
    default Param<String> checkpointPath() {
        return aligParams().checkpointPath;
    }

    /** Sets {@code checkpointPath}. */
    default E setCheckpointPath(String value) {
        set(checkpointPath(), value);
        return self();
    }

    /** The parameter {@code checkpointInterval}. */
    default IntParam checkpointInterval() {
        return aligParams().checkpointInterval;
    }

    /** Sets {@code checkpointInterval}. */
    default E setCheckpointInterval(int value) {
        set(checkpointInterval(), value);
        return self();
    }

    /** The parameter {@code initialModel}. */
    default Param<String> initialModel() {
        return aligParams().initialModel;
    }

    /** Sets {@code initialModel}. */
    default E setInitialModel(String value) {
        set(initialModel(), value);
        return self();
    }

    /** The parameter {@code config}. */
    default StringArrayParam config() {
        return aligParams().config;
    }

    /** Sets {@code config}. */
    default E setConfig(String... value) {
        set(config(), value);
        return self();
    }

    /** The same as {@link #setStepSize}, by the paper's name. */
    default E setMaxLearningRate(double value) {
        return setStepSize(value);
    }

    /** Sets {@code layers}: a network of your own. */
    default E setLayers(LayerSpec... values) {
        return setLayers(JsonLayers.write(List.of(values)));
    }

    /** Sets any key of {@code reference.conf}, besides those set before. */
    default E setConfig(String key, Object value) {
        String[] before = isDefined(config()) ? getOrDefault(config()) : new String[0];
        String[] all = Arrays.copyOf(before, before.length + 1);
        all[before.length] = key + "=" + value;
        return setConfig(all);
    }
}
