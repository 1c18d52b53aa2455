/** Image files into pixels. */
package io.aligspark.job.data.images;
