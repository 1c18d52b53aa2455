/** Pairs of sentences and word vectors. */
package io.aligspark.job.data.sentences;
