/** Four scores in ten-thousandths. */
record Scores(int completion, int quiz, int quality, int consistency) implements Comparable<Scores> {
    /** 100,000 is full mastery. */
    int weight() {
        return 4 * completion + 3 * quiz + 2 * quality + consistency;
    }

    @Override
    public int compareTo(Scores other) {
        int order = Integer.compare(completion, other.completion);
        order = order != 0 ? order : Integer.compare(quiz, other.quiz);
        order = order != 0 ? order : Integer.compare(quality, other.quality);
        return order != 0 ? order : Integer.compare(consistency, other.consistency);
    }
}
