package dev.slipway.advise.check;

/** How bad a finding is; hadolint's levels, worst first. */
public enum Severity {
    ERROR,
    WARNING,
    INFO,
    STYLE;

    /** Whether this is as bad as {@code threshold} or worse. */
    public boolean reaches(Severity threshold) {
        return compareTo(threshold) <= 0;
    }
}
