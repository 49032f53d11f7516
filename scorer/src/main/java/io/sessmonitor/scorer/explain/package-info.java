/** Step 4 of a pair's way: takes the match of two scene graphs, gives what became of each object and relation and what it cost. */
package io.sessmonitor.scorer.explain;
