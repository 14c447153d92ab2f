package dev.slipway.serve.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A way to leave a server without a word. */
record Leaving(Moment moment, boolean isReset) {
    enum Moment {
        BODY_UNFINISHED,
        REQUEST_SENT,
        FIRST_TOKEN,
        MIDDLE;

        /** Whether the server has certainly begun to answer. */
        boolean isAfterTheFirstToken() {
            return this == FIRST_TOKEN || this == MIDDLE;
        }
    }

    /**
     * Connects, calls, and leaves.
     *
     * @param isStreamed whether the answer comes in pieces; otherwise nothing is to be seen of it, and time has to do
     */
    void run(int port, RawCall call, boolean isStreamed) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write(moment == Moment.BODY_UNFINISHED ? call.unfinished() : call.all());
            if (moment.isAfterTheFirstToken()) {
                int messages = moment == Moment.FIRST_TOKEN ? 1 : 4;
                if (isStreamed) {
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    call.readMessages(in, messages);
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3L * messages));
                }
            }
        } finally {
            if (isReset) {
                socket.setSoLinger(true, 0);
            } else {
                // Closing with unread bytes would be a reset too.
                socket.shutdownOutput();
            }
            socket.close();
        }
    }
}
