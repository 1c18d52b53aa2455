/** Folders and archives of photos. */
package io.aligspark.job.data.photos;
