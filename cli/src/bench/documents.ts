/** Certificates as PDF: the measurement lies beside what it measures. */
import '@linguang/gateway/bench/documents';
