package dev.slipway.engine.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on one Unix socket and carries every connection to another, until closed. */
final class SocketForwarder implements StepResources.Held {
    private static final int BUFFER_BYTES = 16 << 10;

    private final ServerSocketChannel server;
    private final UnixDomainSocketAddress target;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    SocketForwarder(UnixDomainSocketAddress listen, UnixDomainSocketAddress target) throws IOException {
        this.target = target;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(listen);
        Thread.ofVirtual().name("ssh-forwarder").start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // Closed: the step has ended.
        }
    }

    private void connect(SocketChannel client) {
        try (client;
                SocketChannel agent = SocketChannel.open(target)) {
            open.add(agent);
            Thread answers = Thread.ofVirtual().start(() -> carry(agent, client));
            carry(client, agent);
            answers.join();
            open.remove(agent);
        } catch (IOException e) {
            // The agent is gone; the client sees its connection closed, as ssh reports best.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side is gone; the other learns it by its own read.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel channel : open) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close an SSH agent's socket", e);
        }
    }
}
