import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads streamed answers of one server on one thread, each asked for again when it ends, and prints one line, tab-separated: tokens,
 * seconds, processor seconds of the server (utime + stime of {@code /proc/PID/stat}), processor seconds of this program, and, in
 * nanoseconds, the p50, p90, p99 and maximum of the time from when a token was due to its arrival (0 when tokens carry no such time).
 *
 * <p>Usage: {@code Load KIND PORT PID STREAMS CONNECTIONS TOKENS WARM-UP SECONDS}, KIND one of {@link Kind}.
 */
final class Load {
    /** What is called, and how many events an answer has besides one a token. */
    enum Kind {
        /** OpenAI's chat over server-sent events: role, finish, [DONE]. */
        CHAT(3),
        /** SGLang's /generate: finish, [DONE]. */
        GENERATE(2),
        /** The typed gRPC stream: the finished message. */
        TYPED(1);

        final int extra;

        Kind(int extra) {
            this.extra = extra;
        }
    }

    public static void main(String[] args) throws IOException {
        Kind kind = Kind.valueOf(args[0].toUpperCase(java.util.Locale.ROOT));
        int[] n = java.util.Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        int port = n[0], pid = n[1], streams = n[2], connections = n[3], tokens = n[4], warmUp = n[5], seconds = n[6];
        Counts counts = new Counts(kind.extra, tokens);
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                int share = streams / connections + (i < streams % connections ? 1 : 0);
                Connection connection = kind == Kind.TYPED
                        ? new GrpcConnection(socket, share, counts)
                        : new SseConnection(socket, kind, counts);
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, connection);
            }
            run(selector, warmUp);
            counts.clear();
            long begin = System.nanoTime();
            double server = processorSeconds(pid), own = processorSeconds(ProcessHandle.current().pid());
            run(selector, seconds);
            double took = (System.nanoTime() - begin) / 1e9;
            server = processorSeconds(pid) - server;
            own = processorSeconds(ProcessHandle.current().pid()) - own;
            System.out.printf("%d\t%.3f\t%.2f\t%.2f\t%s%n", counts.tokens, took, server, own, counts.delays());
        }
    }

    private static void run(Selector selector, int seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            selector.select(key -> ((Connection) key.attachment()).read(), 100);
        }
    }

    /** Fields 14 and 15 of /proc/PID/stat (proc(5)), in hundredths of a second. */
    private static double processorSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }
}
