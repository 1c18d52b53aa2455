/** The torch engine: network descriptions interpreted by libtorch. See docs/decisions/0014-libtorch.md. */
package io.aligspark.torch;
