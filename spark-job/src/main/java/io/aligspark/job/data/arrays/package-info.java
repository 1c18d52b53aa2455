/** Files of equal records: IDX, CIFAR, SVHN. */
package io.aligspark.job.data.arrays;
