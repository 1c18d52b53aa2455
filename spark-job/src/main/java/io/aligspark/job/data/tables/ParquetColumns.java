package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.TableOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that are used of Parquet files that have others, too, of types that Spark does not know: what pandas and
 * others write for times in nanoseconds, times of day, 16-bit floats, UUIDs. Spark itself gives up on such files. Driver.
 */
final class ParquetColumns {
    private static final int UNSIGNED_LONG_DIGITS = 20;

    private ParquetColumns() {}

    /**
     * The schema by which Spark can read the columns that are named, as the first file has them.
     *
     * @throws DataException if one of them is itself of such a type
     */
    static StructType of(Configuration configuration, String key, Path path, TableOptions names) throws IOException {
        Path file = firstFile(path.getFileSystem(configuration), path);
        GroupType found;
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
            found = reader.getFooter().getFileMetaData().getSchema();
        }
        StructType schema = new StructType();
        for (String name : columns(names, found)) {
            Type type = found.getType(name);
            DataType known = type(type)
                    .orElseThrow(() -> new DataException(key + ": column " + name + " of " + file
                            + " is of Parquet's type " + type + ", which is not read"));
            schema = schema.add(name, known);
        }
        return schema;
    }

    /** The named columns that the files have; others may be partitions. */
    private static Set<String> columns(TableOptions names, GroupType found) {
        Set<String> columns = new LinkedHashSet<>();
        Stream.concat(names.features().stream(), Stream.of(names.label()))
                .map(name -> found.containsField(name) ? name : name.replaceFirst("^`([^`]*)`.*|^([^.]*)\\..*", "$1$2"))
                .filter(found::containsField)
                .forEach(columns::add);
        return columns;
    }

    private static Path firstFile(FileSystem fileSystem, Path path) throws IOException {
        for (FileStatus match : fileSystem.globStatus(path)) {
            RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(match.getPath(), true);
            while (files.hasNext()) {
                LocatedFileStatus file = files.next();
                if (file.getLen() > 0 && TableLayout.isVisible(file.getPath().getName())) {
                    return file.getPath();
                }
            }
        }
        throw new IOException("no file at " + path);
    }

    /** As Spark maps types; empty for those that it does not. */
    private static Optional<DataType> type(Type type) {
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            return Optional.empty();
        }
        return type.isPrimitive() ? primitive(type.asPrimitiveType()) : group(type.asGroupType());
    }

    private static Optional<DataType> group(GroupType group) {
        LogicalTypeAnnotation annotation = group.getLogicalTypeAnnotation();
        if (annotation instanceof ListLogicalTypeAnnotation && group.getFieldCount() == 1) {
            Type repeated = group.getType(0);
            boolean element = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1;
            return element ? type(repeated.asGroupType().getType(0)).map(DataTypes::createArrayType) : Optional.empty();
        }
        if (annotation != null) {
            return Optional.empty();
        }
        StructType struct = new StructType();
        for (Type field : group.getFields()) {
            Optional<DataType> known = type(field);
            if (known.isPresent()) {
                struct = struct.add(field.getName(), known.get());
            }
        }
        return struct.fields().length == 0 ? Optional.empty() : Optional.of(struct);
    }

    private static Optional<DataType> primitive(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return Optional.of(DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale()));
        }
        if (annotation instanceof IntLogicalTypeAnnotation whole) {
            return Optional.of(whole(whole.getBitWidth() * (whole.isSigned() ? 1 : 2)));
        }
        List<LogicalTypeAnnotation> texts =
                List.of(LogicalTypeAnnotation.stringType(), LogicalTypeAnnotation.enumType());
        if (annotation != null) {
            return texts.contains(annotation) ? Optional.of(DataTypes.StringType) : Optional.empty();
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> Optional.of(DataTypes.BooleanType);
            case INT32 -> Optional.of(DataTypes.IntegerType);
            case INT64 -> Optional.of(DataTypes.LongType);
            case FLOAT -> Optional.of(DataTypes.FloatType);
            case DOUBLE -> Optional.of(DataTypes.DoubleType);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> Optional.of(DataTypes.BinaryType);
            case INT96 -> Optional.empty();
        };
    }

    /** Of so many bits and a sign; the unsigned ones need one more. */
    private static DataType whole(int bits) {
        return switch (bits) {
            case Byte.SIZE -> DataTypes.ByteType;
            case Short.SIZE -> DataTypes.ShortType;
            case Integer.SIZE -> DataTypes.IntegerType;
            case Long.SIZE -> DataTypes.LongType;
            default -> DataTypes.createDecimalType(UNSIGNED_LONG_DIGITS, 0);
        };
    }
}
