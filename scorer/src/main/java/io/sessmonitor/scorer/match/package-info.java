/**
 * Two scene graphs in, their SeSS and its exact shares out: {@link io.sessmonitor.scorer.match.GraphMatcher}. After {@code scenegraph},
 * before the explanation that people see.
 *
 * <p>Where the paper (arXiv 2406.03865) leaves a detail open, this is what we do:
 * <ul>
 *   <li>The relation has weight .25 in a neighbour's score and the node .75: the paper's prose and its authors' code say so, its equation 20
 *       says the reverse.
 *   <li>An assignment always pairs min(rows, columns) nodes, even where a similarity is negative.
 *   <li>Where importances are all zero they give no weights, so the weights are equal: among the neighbours of a node (none of
 *       which matters), and between the two sides of a pair of nodes (neither of which matters).
 *   <li>Nothing is clipped on the way; {@code raw} may leave 0..1 with negative similarities, the published score does not.
 *   <li>Costs add up to 1 - raw for empty graphs too: with both empty the image term is the whole score, so {@code imageCost} is
 *       1 - image; with one empty each object of the other is unmatched and costs its whole weight.
 * </ul>
 *
 * <p>Almost all the time goes into two assignments for each pair of nodes in each of seven sweeps, on matrices as small as the nodes have
 * neighbours (three or four on average). Hence {@link io.sessmonitor.scorer.match.AssignmentSolver}, whose special cases for up to four
 * rows take most of them, and no allocation. Measured and left out: raising prices from the row maxima (a little faster on graphs
 * of 100 nodes, slower on those of 20), plain comparisons instead of {@code Math.max} (a quarter slower: random weights mislead the
 * branch predictor).
 */
package io.sessmonitor.scorer.match;
