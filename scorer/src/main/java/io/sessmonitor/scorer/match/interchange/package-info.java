/**
 * Graph matching on its own, without pictures or models: pairs of graphs as JSON Lines in, scores as JSON Lines out, so that other
 * scene-graph generators can be scored and other implementations compared. The way in is
 * {@link io.sessmonitor.scorer.match.interchange.MatchInterchange}, where the format is written down.
 */
package io.sessmonitor.scorer.match.interchange;
