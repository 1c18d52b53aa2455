/** What a run leaves behind on a Hadoop file system: run folder, checkpoints, model, in the safetensors format. */
package io.aligspark.job.storage;
