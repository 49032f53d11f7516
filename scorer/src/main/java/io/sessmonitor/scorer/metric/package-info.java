/** Baseline metrics, which compare pixels and know nothing of meaning; published beside SeSS for comparison. */
package io.sessmonitor.scorer.metric;
