/** Rows of text: CSV and LIBSVM. */
package io.aligspark.job.data.text;
