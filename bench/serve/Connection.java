import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection: reads what is there and has the subclass take whole pieces of it. */
abstract class Connection {
    /** Longer than any piece. */
    private final byte[] buffer = new byte[1 << 18];

    private final SocketChannel socket;
    private int end;

    Connection(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    }

    final void write(byte[] bytes) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            // Requests are short: a full socket means a server that does not read.
            while (left.hasRemaining()) {
                socket.write(left);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void read() {
        try {
            int count = socket.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
            if (count < 0) {
                throw new EOFException("the server closed a connection");
            }
            long now = System.nanoTime();
            end += count;
            int taken = take(buffer, end, now);
            System.arraycopy(buffer, taken, buffer, 0, end - taken);
            end -= taken;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the whole pieces of the first {@code end} bytes, which arrived {@code now}; how many bytes those were. */
    abstract int take(byte[] bytes, int end, long now);
}
