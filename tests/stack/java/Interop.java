import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A Java program as others have it: Apache's own clients with their defaults, Avro in Confluent's wire format.
 *
 * <p>`produce BROKERS SCHEMAS` sends the lines of its input: topic, schema id, key, value in Avro's JSON, by tabs.
 * `consume BROKERS SCHEMAS TOPIC...` prints what stands on topics: topic, partition, key, schema id, headers, value.
 * SCHEMAS is a folder of files `ID.avsc`.
 */
public class Interop {
  public static void main(String[] words) throws Exception {
    Map<Integer, Schema> schemas = new HashMap<>();
    try (var files = Files.list(Path.of(words[2]))) {
      for (Path file : files.toList()) {
        int id = Integer.parseInt(file.getFileName().toString().replace(".avsc", ""));
        schemas.put(id, new Schema.Parser().parse(Files.readString(file)));
      }
    }
    if (words[0].equals("produce")) {
      produce(words[1], schemas);
    } else {
      consume(words[1], schemas, Arrays.asList(words).subList(3, words.length));
    }
  }

  private static void produce(String brokers, Map<Integer, Schema> schemas) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String[] parts = line.split("\t", 4);
        int id = Integer.parseInt(parts[1]);
        Schema schema = schemas.get(id);
        Object value = new GenericDatumReader<>(schema).read(null, DecoderFactory.get().jsonDecoder(schema, parts[3]));
        var bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.write(ByteBuffer.allocate(4).putInt(id).array());
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(value, encoder);
        encoder.flush();
        var record = new ProducerRecord<>(parts[0], parts[2], bytes.toByteArray());
        record.headers().add("ce_source", "/java".getBytes(StandardCharsets.UTF_8));
        var sent = producer.send(record).get();
        System.out.println(sent.topic() + "\t" + sent.partition() + "\t" + sent.offset());
      }
    }
  }

  private static void consume(String brokers, Map<Integer, Schema> schemas, List<String> topics) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> places = new ArrayList<>();
      for (String topic : topics) {
        consumer.partitionsFor(topic).forEach(one -> places.add(new TopicPartition(topic, one.partition())));
      }
      consumer.assign(places);
      consumer.seekToBeginning(places);
      Map<TopicPartition, Long> ends = consumer.endOffsets(places);
      while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          System.out.println(told(record, schemas));
        }
      }
    }
  }

  private static String told(ConsumerRecord<String, byte[]> record, Map<Integer, Schema> schemas) throws Exception {
    ByteBuffer value = ByteBuffer.wrap(record.value());
    if (value.get() != 0) {
      throw new IllegalStateException("no wire format");
    }
    int id = value.getInt();
    Schema schema = schemas.get(id);
    var decoder = DecoderFactory.get().binaryDecoder(record.value(), 5, record.value().length - 5, null);
    Object read = new GenericDatumReader<>(schema).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IllegalStateException("bytes follow the value");
    }
    var text = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().jsonEncoder(schema, text);
    new GenericDatumWriter<>(schema).write(read, encoder);
    encoder.flush();
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(header.key() + "=" + HexFormat.of().formatHex(header.value()));
    }
    return String.join(
        "\t",
        record.topic(),
        String.valueOf(record.partition()),
        record.key(),
        String.valueOf(id),
        String.join(",", headers),
        text.toString(StandardCharsets.UTF_8));
  }
}
