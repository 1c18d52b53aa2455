/** How runs and comparisons went: tables and pages. */
package io.aligspark.job.report;
