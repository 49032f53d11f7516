package io.sessmonitor.scorer.explain;

import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.explain.Explanation.RelationChange;
import io.sessmonitor.scorer.explain.Explanation.RelationFate;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts the result of a match into words about objects and relations. Immutable, thread-safe. */
public final class ExplanationBuilder {

    private final double matchThreshold;
    private final List<String> predicates;

    /**
     * @param matchThreshold a matched object whose similarity to its partner is below this is lost, or invented
     * @param predicates names by predicate index
     */
    public ExplanationBuilder(double matchThreshold, List<String> predicates) {
        this.matchThreshold = matchThreshold;
        this.predicates = List.copyOf(predicates);
    }

    /** Explains the match of the graph of the sent picture (a) with that of the received one (b). */
    public Explanation explain(SceneGraph sent, SceneGraph received, MatchResult match) {
        int n1 = sent.objects().size();
        int n2 = received.objects().size();
        List<ObjectShare> sentShares = new ArrayList<>(n1);
        for (int u = 0; u < n1; u++) {
            int v = match.partnerOfA()[u];
            sentShares.add(share(sent, u, v, u * n2 + v, match, match.costOfA()[u], Fate.LOST));
        }
        List<ObjectShare> receivedShares = new ArrayList<>(n2);
        for (int v = 0; v < n2; v++) {
            int u = match.partnerOfB()[v];
            receivedShares.add(share(received, v, u, u * n2 + v, match, match.costOfB()[v], Fate.INVENTED));
        }
        return new Explanation(
                match.imageCost(),
                List.copyOf(sentShares),
                List.copyOf(receivedShares),
                relations(sent, received, sentShares));
    }

    /** @param cell of the similarity matrix, valid if there is a partner */
    private ObjectShare share(
            SceneGraph graph, int node, int partner, int cell, MatchResult match, double cost, Fate otherwise) {
        if (partner < 0) {
            return new ObjectShare(node, graph.objects().get(node), otherwise, OptionalInt.empty(), 0, 0, cost);
        }
        double after = match.after()[cell];
        return new ObjectShare(
                node,
                graph.objects().get(node),
                after >= matchThreshold ? Fate.KEPT : otherwise,
                OptionalInt.of(partner),
                match.before()[cell],
                after,
                cost);
    }

    private List<RelationChange> relations(SceneGraph sent, SceneGraph received, List<ObjectShare> shares) {
        Map<List<Integer>, Relation> found = new HashMap<>();
        for (Relation relation : received.relations()) {
            found.put(List.of(relation.subject(), relation.object()), relation);
        }
        List<RelationChange> changes = new ArrayList<>();
        for (Relation relation : sent.relations()) {
            ObjectShare subject = shares.get(relation.subject());
            ObjectShare object = shares.get(relation.object());
            if (subject.fate() == Fate.KEPT && object.fate() == Fate.KEPT) {
                Relation now = found.get(
                        List.of(subject.partner().getAsInt(), object.partner().getAsInt()));
                changes.add(change(relation, now));
            }
        }
        return List.copyOf(changes);
    }

    private RelationChange change(Relation before, Relation now) {
        String predicate = predicates.get(before.predicate());
        if (now == null) {
            return new RelationChange(before, predicate, RelationFate.LOST, Optional.empty());
        }
        if (now.predicate() == before.predicate()) {
            return new RelationChange(before, predicate, RelationFate.KEPT, Optional.empty());
        }
        return new RelationChange(
                before, predicate, RelationFate.CHANGED, Optional.of(predicates.get(now.predicate())));
    }
}
